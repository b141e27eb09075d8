import { HEAP_MB, JOB_MS, type System } from "./system.ts";

/** Two modules, each in a process of its own, under a supervisor: the same as the threads have. The witness serves from its own. */
export const coppicePrograms: System = {
  name: "Coppice programs",
  wall: "process",
  cannot: {},
  raise: async (scene, evil) => {
    // Here, so that no other system has it in its process.
    const { module, program, start, supervisor } = await import("coppice");
    const { folder } = scene;
    const guilty = module<typeof import("../jobs/culprit-module.ts")>(new URL("../jobs/culprit-module.ts", import.meta.url));
    const witness = module<typeof import("../jobs/witness-module.ts")>(new URL("../jobs/witness-module.ts", import.meta.url));
    const app = await start(
      supervisor("root", [
        program("witness", witness, { args: { folder } }),
        program("culprit", guilty, {
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
