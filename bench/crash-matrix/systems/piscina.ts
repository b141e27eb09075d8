import { importPeer } from "../../../scripts/peers.ts";
import { askPool, THREADS } from "./pool.ts";
import { HEAP_MB, type System } from "./system.ts";

interface PiscinaModule {
  readonly Piscina: new (options: object) => {
    on(event: "error", listener: (error: Error) => void): void;
    run(task: object, options: object): Promise<unknown>;
  };
}

/** A pool whose jobs are aborted, with their threads, when they take too long. */
export const piscina: System = {
  name: "piscina",
  wall: "thread",
  cannot: {},
  raise: async (scene, evil) => {
    const { Piscina } = await importPeer<PiscinaModule>("piscina");
    const pool = new Piscina({
      filename: new URL("../jobs/piscina-worker.ts", import.meta.url).href,
      minThreads: THREADS,
      maxThreads: THREADS,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    // Of errors while no job runs.
    pool.on("error", console.error);
    const { folder } = scene;
    await askPool(scene, (name, limit) =>
      pool.run({ folder, evil }, { name, ...(limit !== undefined && { signal: AbortSignal.timeout(limit) }) }),
    );
  },
};
