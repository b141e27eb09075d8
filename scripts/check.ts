// Checks all that is not a test: `npm run check`, or some by name: `npm run check -- lint types`.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

interface Check {
  readonly name: string;
  /** The commands in order; the first that fails ends the check. */
  readonly commands: readonly (readonly string[])[];
  /** How to mend what it finds. */
  readonly mend: string;
}

const packed = ".cache/packed";

const CHECKS: readonly Check[] = [
  { name: "format", commands: [["oxfmt", "--check"]], mend: "npm run format writes the layout" },
  {
    name: "lint",
    commands: [["oxlint", "--type-aware", "--deny-warnings", "--report-unused-disable-directives"]],
    mend: "each finding names its rule; the rules are in .oxlintrc.json",
  },
  {
    name: "types",
    commands: [
      ["tsc", "--project", "packages/coppice"],
      ["tsc", "--project", "."],
    ],
    mend: "the packages' source also needs a written type on every export (isolatedDeclarations)",
  },
  { name: "floors", commands: [["node", "scripts/floors.ts"]], mend: "the table of floors is in scripts/floors.ts" },
  { name: "dead code", commands: [["knip", "--no-config-hints"]], mend: "remove what nothing uses, or export it from an entry" },
  {
    name: "package",
    // Packing builds first; the other two look at the tarball as its users get it.
    commands: [
      ["npm", "pack", "--workspace=coppice", `--pack-destination=${packed}`, "--silent"],
      ["publint", "run", "--strict", `${packed}/*.tgz`],
      ["attw", "--profile=esm-only", `${packed}/*.tgz`],
    ],
    mend: "the entries are in packages/coppice/package.json and its tsdown.config.ts",
  },
];

/** Puts the packed file's name for `*.tgz`, as no shell does it here. */
function expand(argument: string): string {
  if (!argument.endsWith("*.tgz")) return argument;
  const file = readdirSync(join(root, packed)).find((name) => name.endsWith(".tgz"));
  return join(packed, file ?? "no-tarball.tgz");
}

function run(check: Check): boolean {
  for (const [command = "", ...args] of check.commands) {
    const { status, stdout, stderr, error } = spawnSync(command, args.map(expand), { cwd: root, encoding: "utf8" });
    if (status === 0) continue;
    process.stdout.write(`${stdout ?? ""}${stderr ?? ""}${error ? `${error.message}\n` : ""}`);
    return false;
  }
  return true;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  throw new Error(`No such check: ${unknown.join(", ")}. There are: ${CHECKS.map((check) => check.name).join(", ")}.`);
}

rmSync(join(root, packed), { recursive: true, force: true });
mkdirSync(join(root, packed), { recursive: true });
let failed = 0;
const chosen = CHECKS.filter((check) => wanted.length === 0 || wanted.includes(check.name));
for (const check of chosen) {
  const begun = performance.now();
  const good = run(check);
  if (!good) failed += 1;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(good ? `✔ ${check.name} (${seconds} s)` : `✖ ${check.name} (${seconds} s): ${check.mend}`);
}
console.log(`check: ${chosen.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
