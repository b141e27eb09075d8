// Measures the tree beside plain loops: `npm run bench -- --only starts --json bench.json`.
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { readCommandLine } from "./harness/command-line.ts";
import { describeMachine } from "./harness/machine.ts";
import { readOptions, usageFor } from "./harness/options.ts";
import type { Question, Settings } from "./harness/question.ts";
import type { Row } from "./harness/row.ts";
import { head, line, verdict } from "./harness/table.ts";
import { QUESTIONS } from "./questions.ts";

/** What `npm run build` writes. */
const BUILT = new URL("../packages/coppice/dist/index.js", import.meta.url);

/** Asks one question in a process of its own: no question pays for what another one left in the heap or taught the compiler. */
async function ask({ name, isBuilt = false }: Question, settings: Settings): Promise<readonly Row[]> {
  const child = fork(new URL("measure.ts", import.meta.url), [name, JSON.stringify(settings)], {
    execArgv: [...(isBuilt && existsSync(BUILT) ? [] : ["--conditions=source"]), "--expose-gc"],
  });
  let rows: readonly Row[] = [];
  child.on("message", (answer) => {
    rows = answer as readonly Row[];
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`"${name}" was not measured: its process ended with ${code ?? "a signal"}.`);
  return rows;
}

const names = QUESTIONS.map(({ name }) => name);
const { only, rounds, size, json } = readCommandLine((args) => readOptions(args, names), usageFor(names));
const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; Node ${machine.node}; ${machine.date}`);
console.log(
  `medians of ${rounds} rounds; ratio: how many times as much ours costs, in time or bytes; goal: the most it may be\n`,
);
console.log(head());

const rows: Row[] = [];
for (const question of QUESTIONS.filter(({ name }) => only.includes(name))) {
  for (const contexts of question.variants) {
    const answers = await ask(question, { rounds, size, contexts });
    for (const answer of answers) console.log(line(answer));
    rows.push(...answers);
  }
}
console.log(`\n${verdict(rows)}`);
if (json !== undefined) await writeFile(json, `${JSON.stringify({ ...machine, rounds, size, rows }, undefined, 2)}\n`);
