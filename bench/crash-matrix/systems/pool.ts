import type { Scene } from "../scene.ts";
import { JOB_MS } from "./system.ts";

/** How a pool runs one of the jobs of its workers, with a time limit or without; rejects when the job failed. */
export type RunJob = (job: "culprit" | "witness", limit?: number) => PromiseLike<unknown>;

/** How many threads a pool has, from its start: one for the culprit, and one more. */
export const THREADS = 2;

/** Asks a pool for both jobs: the witness's for every question, the culprit's once, with a time limit from when it may go on. */
export async function askPool(scene: Scene, run: RunJob): Promise<void> {
  await scene.serve(() => run("witness"));
  await scene.mayGo();
  run("culprit", JOB_MS).then(
    () => scene.tell({ type: "answered" }),
    (error: unknown) => scene.tell({ type: "rejected", message: String(error) }),
  );
}
