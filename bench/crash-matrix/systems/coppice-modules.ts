import type { Scene } from "../scene.ts";
import { HEAP_MB, JOB_MS } from "./system.ts";

/** Raises two modules under a supervisor, each where `isolation` says. The witness serves from its own. */
export async function raiseModules(scene: Scene, evil: string, isolation: "thread" | "process"): Promise<void> {
  // Here, so that no other system has it in its process.
  const { fromModule, module, start, supervisor } = await import("coppice");
  const { folder } = scene;
  const guilty = module<typeof import("../jobs/culprit-module.ts")>(new URL("../jobs/culprit-module.ts", import.meta.url));
  const witness = module<typeof import("../jobs/witness-module.ts")>(new URL("../jobs/witness-module.ts", import.meta.url));
  const app = await start(
    supervisor("root", [
      fromModule("witness", witness, { isolation, args: { folder } }),
      fromModule("culprit", guilty, {
        isolation,
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
}
