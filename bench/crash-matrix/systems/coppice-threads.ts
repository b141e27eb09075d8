import { HEAP_MB, JOB_MS, type System } from "./system.ts";

/** Two threads under a supervisor. The witness serves from its own. */
export const coppiceThreads: System = {
  name: "Coppice threads",
  wall: "thread",
  cannot: {},
  raise: async (scene, evil) => {
    // Here, so that no other system has it in its process.
    const { module, start, supervisor, thread } = await import("coppice");
    const { folder } = scene;
    const guilty = module<typeof import("../jobs/culprit-module.ts")>(new URL("../jobs/culprit-module.ts", import.meta.url));
    const witness = module<typeof import("../jobs/witness-module.ts")>(new URL("../jobs/witness-module.ts", import.meta.url));
    const app = await start(
      supervisor("root", [
        thread("witness", witness, { args: { folder } }),
        thread("culprit", guilty, {
          args: { folder, evil },
          restart: "transient",
          maxHeapMb: HEAP_MB,
          heartbeat: JOB_MS,
          shutdown: "500ms",
        }),
      ]),
    );
    app.subscribe((event) => {
      if (event.type === "child.exited" && event.exit.type === "normal") scene.tell({ type: "answered" });
    });
  },
};
