import type { IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import type { Make } from "../kind/make.ts";
import { type TaskBody, taskKind, type TaskObject } from "../kind/task.ts";
import { ChildSpec } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { InstanceOf } from "./instance.ts";

/** What can be said of a task. */
export interface TaskOptions extends ChildOptions {
  /** When it is ready: as soon as it started, or when it calls `ctx.ready()`. Default: "start". */
  readonly ready?: "start" | "signal";
}

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
export function task<const Id extends string, Answer extends PromiseLike<unknown> | TaskObject | typeof IGNORE>(
  id: Id,
  run: Make<Answer>,
  options: TaskOptions = {},
): TaskSpec<InstanceOf<Answer>, Id> {
  const { ready = "start", ...rest } = options;
  const body = Object.freeze({ run, ready }) as TaskBody;
  return new ChildSpec(id, taskKind, body, frozenCopy(rest)) as TaskSpec<InstanceOf<Answer>, Id>;
}
