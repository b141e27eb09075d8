import type { Context, IGNORE } from "../child/context.ts";
import type { Kind, Place } from "../child/contract.ts";
import { badChild, checkOptional, has } from "./bad-child.ts";
import type { Course } from "./course.ts";
import { LoopLife } from "./loop-life.ts";
import type { Make } from "./make.ts";
import { byFactory } from "./manner.ts";

/** A task that has a life around its work. A fresh one is made for each incarnation. */
export interface TaskObject {
  /** Awaited before it is ready. When it fails, nothing else is called and the start has failed. */
  initialize?(ctx: Context): unknown;
  /** The work. When its promise settles, the incarnation ends. */
  run(ctx: Context): PromiseLike<unknown>;
  /**
   * Called once `run` has ended or failed. At a stop also when `run` ignores its signal: then after half of the time that it has to stop. Its own
   * failure is the event `hook.failed` and changes nothing.
   */
  shutdown?(ctx: Context): unknown;
}

/** A task as a function of its context: when its promise settles, the incarnation ends. */
export type TaskFunction = (ctx: Context) => PromiseLike<unknown> | typeof IGNORE;

/** Makes the object of a task: a function, or its class. */
export type TaskFactory<Child extends TaskObject = TaskObject> = Make<Child | typeof IGNORE>;

/** What a task's spec holds. */
export interface TaskBody {
  readonly run: TaskFunction | TaskFactory;
  /** "start": ready at once; an object once it is initialized. "signal": when it calls `ctx.ready()`. */
  readonly ready: "start" | "signal";
}

const FUNCTION: Course<Promise<unknown>> = Object.freeze<Course<Promise<unknown>>>({
  finishes: false,
  finishFailed: "hook.failed",
  instance: () => undefined,
});

const OBJECT: Course<TaskObject> = Object.freeze<Course<TaskObject>>({
  prepare: (task, ctx) => task.initialize?.(ctx),
  run: (task, ctx) => task.run(ctx),
  finishes: (task) => task.shutdown !== undefined,
  finish: (task, ctx) => task.shutdown?.(ctx),
  finishFailed: "hook.failed",
  instance: (task) => task,
});

const EXPECTED = "a promise, or an object with run(ctx)";

const AT_ONCE = byFactory(recogniseTask);
const SIGNALLED = byFactory(recogniseTask, true);

/** Work that ends by itself, or when it is asked to: a function, or an object with `run`. */
export const taskKind: Kind<TaskBody> = Object.freeze<Kind<TaskBody>>({
  name: "task",
  create: ({ run, ready }, place) => new LoopLife(place, run, ready === "signal" ? SIGNALLED : AT_ONCE),
});

/** The course of a task; undefined for what is none. */
export function taskCourse(answer: unknown, place: Place): Course | undefined {
  if (answer instanceof Promise) return FUNCTION;
  if (!has(answer, "run")) return undefined;
  checkOptional(place, answer, ["initialize", "shutdown"]);
  return OBJECT;
}

function recogniseTask(answer: unknown, place: Place): Course {
  const course = taskCourse(answer, place);
  if (course === undefined)
    throw badChild(place, has(answer, "start") ? `${EXPECTED}; with start(), it is a service` : EXPECTED, answer);
  return course;
}
