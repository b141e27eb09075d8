import type { Spec } from "../child/contract.ts";
import { type WorkerBody, workerKind } from "../kind/worker.ts";
import type { Word } from "./define.ts";

/** A task or a service, as what its factory answers at each start says. `Instance` is what siblings get from `ctx.use`. */
export interface WorkerSpec<Instance = unknown, Id extends string = string> extends Spec<Instance, Id> {
  readonly body: WorkerBody;
}

export const WORKER: Word<WorkerBody> = Object.freeze<Word<WorkerBody>>({
  word: "worker",
  kind: workerKind,
  owner: "a task",
  body: (create, ready) => (ready === undefined ? { create } : { create, ready }),
});
