import type { IGNORE } from "../child/context.ts";
import type { Kind, Place } from "../child/contract.ts";
import { badChild } from "./bad-child.ts";
import type { Course } from "./course.ts";
import { LoopLife } from "./loop-life.ts";
import type { Make } from "./make.ts";
import { byFactory } from "./manner.ts";
import { type ServiceObject, serviceCourse } from "./service.ts";
import { type TaskObject, taskCourse } from "./task.ts";

/** Makes a worker: what it answers has `run`, is a promise, or has `start` and `stop`. */
export type WorkerFactory<Child extends TaskObject | ServiceObject = TaskObject | ServiceObject> = Make<
  Child | PromiseLike<unknown> | typeof IGNORE
>;

/** What a worker's spec holds. */
export interface WorkerBody {
  readonly create: WorkerFactory;
  /** As for a task. Of no meaning for a service. Default: "start". */
  readonly ready?: "start" | "signal";
}

const AT_ONCE = byFactory(recogniseWorker);
const SIGNALLED = byFactory(recogniseWorker, true);

/** A task or a service, as the factory's answer shows at each start: with `run`, it lives as a task does; else with `start`, as a service. */
export const workerKind: Kind<WorkerBody> = Object.freeze<Kind<WorkerBody>>({
  name: "worker",
  create: ({ create, ready }, place) => new LoopLife(place, create, ready === "signal" ? SIGNALLED : AT_ONCE),
});

function recogniseWorker(answer: unknown, place: Place): Course {
  const course = taskCourse(answer, place) ?? serviceCourse(answer, place);
  if (course === undefined)
    throw badChild(place, "a promise, an object with run(ctx), or one with start() and stop(timeout)", answer);
  return course;
}
