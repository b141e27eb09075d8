// Fetches the libraries and the process manager that Coppice is measured beside: `node scripts/peers.ts` prints their folder.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { npmIn } from "./npm-folder.ts";
import { root } from "./root.ts";

/** Where their versions are pinned. */
const PINS = join(root, "bench", "peers");

/** Where they are installed: outside of the workspace, as nothing of Coppice depends on them. */
const FOLDER = join(root, ".cache", "peers");

/** What there is to be measured beside, by its name on npm. */
export type Peer = "effect" | "nact" | "piscina" | "pm2" | "poolifier" | "workerpool" | "xstate";

/**
 * The folder whose `node_modules` has the peers, in the versions of `bench/peers`. They are fetched from npm when they are not there,
 * or when other versions are pinned by now; none of their install scripts is run. No two processes may fetch at once.
 *
 * pm2 is under the AGPL. It is measured, as a program of its own: nothing of Coppice imports, contains or ships it.
 */
export function peers(): string {
  const lock = readFileSync(join(PINS, "package-lock.json"), "utf8");
  // Written last: without it, what is there was cut short.
  const stamp = join(FOLDER, "installed.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return FOLDER;
  console.error(`fetching what Coppice is measured beside, into ${FOLDER}`);
  const files = {
    "package.json": readFileSync(join(PINS, "package.json"), "utf8"),
    "package-lock.json": lock,
    "import.mjs": "export default (name) => import(name);\n",
  };
  npmIn(FOLDER, files, ["ci", "--ignore-scripts", "--no-fund", "--no-audit"]);
  writeFileSync(stamp, lock);
  return FOLDER;
}

/** Imports a peer, or a subpath of it ("effect/Duration"), as a module in that folder would. The type is the caller's word. */
export async function importPeer<Module>(name: Exclude<Peer, "pm2"> | `effect/${string}`): Promise<Module> {
  const importer = pathToFileURL(join(peers(), "import.mjs")).href;
  const { default: importHere } = (await import(importer)) as { readonly default: (name: string) => Promise<Module> };
  return await importHere(name);
}

/** The version of a peer that is pinned. */
export function versionOfPeer(name: Peer): string {
  const { dependencies } = JSON.parse(readFileSync(join(PINS, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<Peer, string>>;
  };
  return dependencies[name];
}

if (import.meta.main) console.log(peers());
