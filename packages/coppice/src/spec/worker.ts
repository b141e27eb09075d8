import type { Spec } from "../child/contract.ts";
import type { Make } from "../kind/make.ts";
import { type WorkerBody, workerKind } from "../kind/worker.ts";
import { define, NO_OPTIONS, type Word } from "./define.ts";
import type { InstanceOf } from "./instance.ts";
import type { ServiceAnswer } from "./service.ts";
import type { TaskOptions } from "./task-options.ts";
import type { TaskAnswer } from "./task.ts";

/** A worker: a task or a service. `Instance` is what siblings get from `ctx.use`. */
export interface WorkerSpec<Instance = unknown, Id extends string = string> extends Spec<Instance, Id> {
  readonly body: WorkerBody;
}

export const WORKER: Word<WorkerBody> = Object.freeze<Word<WorkerBody>>({
  word: "worker",
  kind: workerKind,
  owner: "a task",
  body: (create, ready) => (ready === undefined ? { create } : { create, ready }),
});

/**
 * Describes a worker: what its factory answers at each start says whether it lives as a task (a promise, or an object with
 * `run`) or as a service (an object with `start` and `stop`).
 *
 * @param options copied, as those of a task.
 * @throws CoppiceError BAD_SPEC when `create` is no function; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function worker<const Id extends string, Answer extends TaskAnswer | ServiceAnswer>(
  id: Id,
  create: Make<Answer>,
  options: TaskOptions = NO_OPTIONS,
): WorkerSpec<InstanceOf<Answer>, Id> {
  return define(WORKER, id, create, options) as WorkerSpec<InstanceOf<Answer>, Id>;
}
