import { raiseModules } from "./coppice-modules.ts";
import type { System } from "./system.ts";

/** Two modules, each in a thread of its own. */
export const coppiceThreads: System = {
  name: "Coppice threads",
  wall: "thread",
  cannot: {},
  raise: (scene, evil) => raiseModules(scene, evil, "thread"),
};
