import type { IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { Make } from "../kind/make.ts";
import { type TaskBody, taskKind, type TaskObject } from "../kind/task.ts";
import { define, NO_OPTIONS, type Word } from "./define.ts";
import type { InstanceOf } from "./instance.ts";
import type { TaskOptions } from "./task-options.ts";

export type { TaskOptions };

/** What the function of a task may answer: the promise of its end, or an object that runs. */
export type TaskAnswer = PromiseLike<unknown> | TaskObject | typeof IGNORE;

/** A task. `Instance` is what siblings get from `ctx.use`. */
export interface TaskSpec<Instance = unknown, Id extends string = string> extends Spec<Instance, Id> {
  readonly body: TaskBody;
}

export const TASK: Word<TaskBody> = Object.freeze<Word<TaskBody>>({
  word: "task",
  kind: taskKind,
  owner: "a task",
  body: (run, ready = "start") => ({ run, ready }),
});

/**
 * Describes a task: a child that lives as long as its work, and is asked to end by `ctx.signal`.
 *
 * ```ts
 * const beat = task("beat", async ({ sleep }) => { for (;;) await sleep("1s"); }, { restart: "transient" });
 * ```
 *
 * @param run `async (ctx) => …`, and when its promise settles the task ends; or `(ctx) => object`, or a class constructed with the
 * context, with `run` and, if need be, `initialize` and `shutdown`. Called anew for every incarnation.
 * @param options copied: what is changed of them later changes nothing. A member that is undefined means the default.
 * @throws CoppiceError BAD_SPEC when `run` is no function; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function task<const Id extends string, Answer extends TaskAnswer>(
  id: Id,
  run: Make<Answer>,
  options: TaskOptions = NO_OPTIONS,
): TaskSpec<InstanceOf<Answer>, Id> {
  return define(TASK, id, run, options) as TaskSpec<InstanceOf<Answer>, Id>;
}
