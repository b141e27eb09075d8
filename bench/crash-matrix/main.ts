// Does the same evil under Coppice and under others, each in a process of its own, and says what became of it:
// `npm run crash-matrix -- --json matrix.json`.
import { writeFileSync } from "node:fs";
import { peers, type Peer, versionOfPeer } from "../../scripts/peers.ts";
import { readCommandLine } from "../harness/command-line.ts";
import { describeMachine } from "../harness/machine.ts";
import { times } from "./observe.ts";
import { readOptions, usage } from "./options.ts";
import { MEANINGS } from "./outcome.ts";
import { matrixOf, writePage } from "./page.ts";
import { type Row, rowOf } from "./row.ts";
import { SYSTEMS } from "./systems.ts";

/** How many cells are played at once. */
const AT_ONCE = 2;

const { evils, systems, patience, json, write } = readCommandLine(readOptions, usage());
// What they hold ends with this process; a signal must not pass that by.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
peers();

const cells = evils.flatMap((evil) => SYSTEMS.filter(({ name }) => systems.includes(name)).map((system) => ({ evil, system })));
const rows: (Row | undefined)[] = cells.map(() => undefined);
const begun = performance.now();
const queue = cells.entries();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const [index, { system, evil }] of queue) {
      try {
        const row = await rowOf(system, evil, times(patience));
        rows[index] = row;
        console.log(`${row.evil} · ${row.system}: ${row.outcome} (${row.saw})`);
      } catch (error) {
        process.exitCode = 1;
        console.error(`${evil} · ${system.name}: not played. ${String(error)}`);
      }
    }
  }),
);

const played = rows.filter((row) => row !== undefined);
const { cpu, cores, memoryGb, node, date } = describeMachine();
const names: readonly Peer[] = ["nact", "xstate", "effect", "piscina", "workerpool", "poolifier", "pm2"];
const where = `${date}, Node ${node}, ${cpu}, ${cores} cores, ${memoryGb} GB`;
const versions = names.map((name) => `${name} ${versionOfPeer(name)}`).join(", ");
const matrix = matrixOf(played);
console.log(`\n${aligned(matrix)}\n`);
for (const [outcome, meaning] of Object.entries(MEANINGS)) console.log(`${outcome}: ${meaning}`);
console.log(`\n${where}; ${versions}. ${played.length} cells in ${Math.round((performance.now() - begun) / 1000)} s.`);

if (json !== undefined) writeFileSync(json, `${JSON.stringify(played, undefined, 2)}\n`);
if (write) {
  if (played.length < cells.length) throw new Error("Some cells were not played: the page is left as it is.");
  writePage(`${matrix}\n\nSeen on ${where}; ${versions}.`);
}

/** A table of Markdown with its columns under each other. */
function aligned(table: string): string {
  const lines = table.split("\n").map((line) => line.slice(2, -2).split(" | "));
  const widths = lines.reduce<number[]>((known, line) => line.map((cell, index) => Math.max(known[index] ?? 0, cell.length)), []);
  return lines
    .filter((_line, index) => index !== 1)
    .map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "))
    .join("\n");
}
