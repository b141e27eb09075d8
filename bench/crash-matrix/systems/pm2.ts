import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { peers } from "../../../scripts/peers.ts";
import { HEAP_MB, type System } from "./system.ts";

/**
 * Two programs of one pm2, each with the defaults. It is run as `pm2-runtime`, the form of pm2 whose daemon stays in the foreground, so
 * that its end is seen. Its home is in the scene's folder. pm2 is under the AGPL: it is run, never imported.
 */
export const pm2: System = {
  name: "pm2",
  wall: "process",
  cannot: {},
  command: ({ folder }, evil) => {
    const file = join(folder, "pm2.json");
    const app = (name: string, args: readonly string[], flags: readonly string[] = []): object => ({
      name,
      script: fileURLToPath(new URL(`../jobs/${name}-program.ts`, import.meta.url)),
      args,
      interpreter: process.execPath,
      interpreter_args: ["--conditions=source", ...flags],
    });
    const apps = [app("witness", [folder]), app("culprit", [folder, evil], [`--max-old-space-size=${HEAP_MB}`])];
    writeFileSync(file, JSON.stringify({ apps }));
    return [join(peers(), "node_modules", "pm2", "bin", "pm2-runtime"), "start", file];
  },
};
