import { fileURLToPath } from "node:url";
import { importPeer } from "../../../scripts/peers.ts";
import { askPool, THREADS } from "./pool.ts";
import { HEAP_MB, type System } from "./system.ts";

interface Workerpool {
  readonly pool: (script: string, options: object) => { exec(job: string, args: readonly unknown[]): Running };
}
interface Running extends PromiseLike<unknown> {
  timeout(ms: number): Running;
}

/** A pool of threads whose jobs have a timeout. */
export const workerpool: System = {
  name: "workerpool",
  wall: "thread",
  cannot: {},
  raise: async (scene, evil) => {
    const { pool } = await importPeer<Workerpool>("workerpool");
    const workers = pool(fileURLToPath(new URL("../jobs/workerpool-worker.ts", import.meta.url)), {
      workerType: "thread",
      minWorkers: THREADS,
      maxWorkers: THREADS,
      workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } },
    });
    await askPool(scene, (job, limit) => {
      const running = workers.exec(job, [scene.folder, evil]);
      return limit === undefined ? running : running.timeout(limit);
    });
  },
};
