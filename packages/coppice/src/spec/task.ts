import type { Context, IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import { type TaskBody, taskKind } from "../kind/task.ts";
import { ChildSpec } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";

/** What can be said of a task. */
export interface TaskOptions extends ChildOptions {
  /** When it is ready: as soon as it started, or when it calls `ctx.ready()`. Default: "start". */
  readonly ready?: "start" | "signal";
}

/** A task as an object: `run` is its life. */
export interface TaskObject {
  /** When the promise settles the task ends: well, or failed. */
  run(ctx: Context): unknown;
  /** Awaited before `run`. */
  initialize?(ctx: Context): unknown;
  /** Called when the task ends, once it was initialized. */
  shutdown?(ctx: Context): unknown;
}

/** What the function of a task may answer: the promise of its end, or the object that runs. */
export type TaskAnswer = PromiseLike<unknown> | TaskObject | typeof IGNORE;

/** A function of the context, or a class constructed with it; called anew for every incarnation. */
export type Factory<Answer> = ((ctx: Context) => Answer) | (new (ctx: Context) => Answer);

/** What siblings get from `ctx.use`: the object that the factory made; undefined for a task that is a mere function. */
export type InstanceOf<Answer> = Answer extends typeof IGNORE ? never : Answer extends PromiseLike<unknown> ? undefined : Answer;

/** A task. */
export interface TaskSpec<Instance = unknown, Id extends string = string> extends Spec<Instance, Id> {
  readonly body: TaskBody;
}

/**
 * Describes a task: a child that lives as long as its function runs.
 *
 * @param run `async (ctx) => …`; or `(ctx) => object`, or a class, with `run` and, if need be, `initialize` and `shutdown`.
 * @throws CoppiceError BAD_SPEC, BAD_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION
 */
export function task<const Id extends string, Answer extends TaskAnswer>(
  id: Id,
  run: Factory<Answer>,
  options: TaskOptions = {},
): TaskSpec<InstanceOf<Answer>, Id> {
  const { ready = "start", ...rest } = options;
  const body = Object.freeze({ run, ready }) as TaskBody;
  return new ChildSpec(id, taskKind, body, frozenCopy(rest)) as TaskSpec<InstanceOf<Answer>, Id>;
}
