import type { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";
import { importPeer } from "../../../scripts/peers.ts";
import { askPool, THREADS } from "./pool.ts";
import { HEAP_MB, type System } from "./system.ts";

interface Poolifier {
  readonly FixedThreadPool: new (
    size: number,
    file: string,
    options: object,
  ) => {
    readonly emitter?: EventEmitter;
    execute(data: object, job: string, signal: AbortSignal | undefined): Promise<unknown>;
  };
}

/** A fixed pool of threads, with a queue for the jobs and an abort signal for each. */
export const poolifier: System = {
  name: "poolifier",
  wall: "thread",
  cannot: {},
  raise: async (scene, evil) => {
    const { FixedThreadPool } = await importPeer<Poolifier>("poolifier");
    const pool = new FixedThreadPool(THREADS, fileURLToPath(new URL("../jobs/poolifier-worker.ts", import.meta.url)), {
      enableTasksQueue: true,
      workerOptions: { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } },
    });
    // Without a listener each error of a thread would end the process.
    pool.emitter?.on("error", console.error);
    const { folder } = scene;
    await askPool(scene, (job, limit) =>
      pool.execute({ folder, evil }, job, limit === undefined ? undefined : AbortSignal.timeout(limit)),
    );
  },
};
