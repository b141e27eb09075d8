import { fileURLToPath } from "node:url";
import { HEAP_MB, type System } from "./system.ts";

/** Two programs under a supervisor. The witness serves from its own. */
export const coppicePrograms: System = {
  name: "Coppice programs",
  wall: "process",
  cannot: { "closed IPC": "a program has no channel to its supervisor" },
  raise: async ({ folder }, evil) => {
    // Here, so that no other system has it in its process.
    const { program, start, supervisor } = await import("coppice");
    const node = [process.execPath, ...process.execArgv] as const;
    await start(
      supervisor("root", [
        program("witness", [...node, pathOf("witness-program.ts"), folder]),
        program("culprit", [...node, `--max-old-space-size=${HEAP_MB}`, pathOf("culprit-program.ts"), folder, evil]),
      ]),
    );
  },
};

function pathOf(job: string): string {
  return fileURLToPath(new URL(`../jobs/${job}`, import.meta.url));
}
