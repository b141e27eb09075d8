import { raiseModules } from "./coppice-modules.ts";
import type { System } from "./system.ts";

/** Two modules, each in a process of its own. */
export const coppicePrograms: System = {
  name: "Coppice programs",
  wall: "process",
  cannot: {},
  raise: (scene, evil) => raiseModules(scene, evil, "process"),
};
