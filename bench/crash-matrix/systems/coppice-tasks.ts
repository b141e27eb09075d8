import { culprit } from "../jobs/culprit.ts";
import { NO_CHANNEL, type System } from "./system.ts";

/** A task beside an actor, in one loop, with fault domains. */
export const coppiceTasks: System = {
  name: "Coppice tasks",
  wall: "loop",
  cannot: NO_CHANNEL,
  raise: async (scene, evil) => {
    // Here, so that no other system has it in its process.
    const { actor, start, supervisor, task } = await import("coppice");
    const guilty = task("culprit", () => culprit(scene, evil), { restart: "transient", shutdown: "500ms" });
    const witness = actor("witness", { receive: { question: () => "here" } });
    const app = await start(supervisor("root", [witness, guilty]), { strayErrors: true });
    app.subscribe((event) => {
      if (event.type === "child.exited" && event.exit.type === "normal") scene.tell({ type: "answered" });
    });
    await scene.serve(() => app.ref(witness).ask({ type: "question" }));
  },
};
