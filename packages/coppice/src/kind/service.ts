import type { IGNORE } from "../child/context.ts";
import type { Kind, Place } from "../child/contract.ts";
import { badChild, badMember, checkOptional, has } from "./bad-child.ts";
import type { Course } from "./course.ts";
import { LoopLife } from "./loop-life.ts";
import type { Make } from "./make.ts";
import { byFactory } from "./manner.ts";

/** Something that is there for others: a pool, a server, a client. A fresh one is made for each incarnation. */
export interface ServiceObject {
  /** Awaited; then it is ready. When it fails, the start has failed, and `stop` is not called. */
  start(): unknown;
  /**
   * Awaited when it is asked to stop.
   *
   * @param timeout the milliseconds it has; then it is left behind. `Infinity`: no limit.
   */
  stop(timeout: number): unknown;
  /** For health checks, which nothing asks for yet. */
  checkHealth?(): unknown;
}

/** Makes a service: a function of its context, or its class. */
export type ServiceFactory<Child extends ServiceObject = ServiceObject> = Make<Child | typeof IGNORE>;

/** What a service's spec holds. */
export interface ServiceBody {
  readonly create: ServiceFactory;
}

const SERVICE: Course<ServiceObject> = Object.freeze<Course<ServiceObject>>({
  prepare: (service) => service.start(),
  finishes: true,
  finish: (service, _ctx, timeout) => service.stop(timeout),
  finishFailed: "exit",
  instance: (service) => service,
});

const EXPECTED = "an object with start() and stop(timeout)";

const MANNER = byFactory(recogniseService);

/** Something that runs until it is asked to stop: an object with `start` and `stop`. */
export const serviceKind: Kind<ServiceBody> = Object.freeze<Kind<ServiceBody>>({
  name: "service",
  create: ({ create }, place) => new LoopLife(place, create, MANNER),
});

/** The course of a service; undefined for what is none. */
export function serviceCourse(answer: unknown, place: Place): Course | undefined {
  if (!has(answer, "start")) return undefined;
  if (!has(answer, "stop")) throw badMember(place, "stop", (answer as { stop?: unknown }).stop);
  checkOptional(place, answer, ["checkHealth"]);
  return SERVICE;
}

function recogniseService(answer: unknown, place: Place): Course {
  const course = serviceCourse(answer, place);
  if (course === undefined)
    throw badChild(place, has(answer, "run") ? `${EXPECTED}; with run(), it is a task` : EXPECTED, answer);
  return course;
}
