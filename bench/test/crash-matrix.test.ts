import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EVILS } from "../crash-matrix/evils.ts";
import { observe, PATIENCE, times } from "../crash-matrix/observe.ts";
import { readOptions } from "../crash-matrix/options.ts";
import { judge, MEANINGS, type Sight } from "../crash-matrix/outcome.ts";
import { matrixOf, matrixOnPage, outcomesIn } from "../crash-matrix/page.ts";
import { rowOf } from "../crash-matrix/row.ts";
import { SYSTEMS } from "../crash-matrix/systems.ts";
import type { System } from "../crash-matrix/systems/system.ts";

const systemOf = (name: string): System => {
  const system = SYSTEMS.find((one) => one.name === name);
  assert.ok(system, name);
  return system;
};

/** Of the cells of Coppice those that take no long wait. */
const CHEAP = [
  { system: "Coppice tasks", evil: "timer" },
  { system: "Coppice tasks", evil: "un-awaited promise" },
  { system: "Coppice tasks", evil: "late throw after the answer" },
  { system: "Coppice tasks", evil: "process.exit" },
  { system: "Coppice threads", evil: "process.exit" },
  { system: "Coppice programs", evil: "process.exit" },
];

test("the page's matrix has the script's rows and columns, in order, and its outcomes", () => {
  const cells = outcomesIn(matrixOnPage());
  assert.deepEqual(
    cells.map(({ evil, system }) => `${evil} · ${system}`),
    EVILS.flatMap((evil) => SYSTEMS.map((system) => `${evil.name} · ${system.name}`)),
  );
  for (const { evil, system, outcome } of cells) {
    assert.ok(Object.hasOwn(MEANINGS, outcome), `${evil} · ${system}: ${outcome}`);
    assert.equal(outcome === "—", systemOf(system).cannot[evil] !== undefined, `${evil} · ${system}`);
  }
});

// A cell is for the most part a wait for what may still come.
suite("the cells of Coppice", { concurrency: 3 }, () => {
  for (const { system, evil } of CHEAP) {
    test(`${system} do what the page says of "${evil}"`, async () => {
      const row = await rowOf(systemOf(system), evil, times(4));
      const onPage = outcomesIn(matrixOnPage()).find((cell) => cell.system === system && cell.evil === evil);
      assert.equal(row.outcome, onPage?.outcome, row.saw);
    });
  }
});

test("a loop that stands still is seen as hung", async () => {
  const sight = await observe(systemOf("Coppice tasks"), "endless loop", {
    ...PATIENCE,
    consequence: 300,
    settle: 100,
    answer: 500,
  });
  assert.deepEqual(judge(sight), { outcome: "hung", saw: "4 of 4 questions to the witness were not answered" });
});

test("what cannot be asked is told with the reason, and nothing is run for it", async () => {
  assert.deepEqual(await rowOf(systemOf("Coppice tasks"), "closed IPC"), {
    evil: "closed IPC",
    system: "Coppice tasks",
    outcome: "—",
    saw: "its jobs share a loop, with no channel between them",
  });
});

test("the worst that was seen is the outcome", () => {
  const began = { type: "began", pid: 1 } as const;
  const rejected = { type: "rejected", message: "Error: a\nb" } as const;
  const fine: Sight = { end: undefined, answers: ["here"], told: [began] };
  const seen = (sight: Partial<Sight>): string => judge({ ...fine, ...sight }).outcome;
  assert.equal(seen({}), "unnoticed");
  assert.equal(seen({ told: [began, { type: "answered" }] }), "unharmed");
  assert.equal(judge({ ...fine, told: [began, rejected] }).saw, "Error: a");
  assert.equal(seen({ told: [began, rejected, began] }), "restarted");
  assert.equal(seen({ told: [began, began], answers: ["here", "Error: gone"] }), "spread");
  assert.equal(seen({ answers: ["Error: gone", undefined] }), "hung");
  assert.equal(seen({ answers: [], end: "code 1" }), "lost");
});

test("a table of outcomes reads back as the rows that it was made of", () => {
  const rows = [
    { evil: "timer", system: "one", outcome: "lost", saw: "" },
    { evil: "timer", system: "two", outcome: "—", saw: "" },
  ] as const;
  assert.deepEqual(
    outcomesIn(matrixOf(rows)),
    rows.map(({ evil, system, outcome }) => ({ evil, system, outcome })),
  );
});

test("a wrong option ends it with what was expected", () => {
  assert.throws(() => readOptions(["--evil", "yawn"]), /--evil "yawn": there is none; there are failure that is awaited, timer,/);
  assert.throws(() => readOptions(["--system", "forever"]), /--system "forever": there is none; there are Coppice tasks, nact,/);
  assert.throws(() => readOptions(["--patience", "none"]), /--patience none: expected a number, at least 1\./);
  assert.throws(() => readOptions(["--write", "--evil", "timer"]), /--write: the page shows the whole matrix/);
});

test("--help says what may be said; what is wrong is a sentence without a stack, before anything is played", () => {
  const help = matrix("--help");
  assert.equal(help.status, 0, help.stderr);
  assert.match(help.stdout, /--evil NAME .* "timer", .*--system NAME .* "nact", .*--patience TIMES .*--json FILE .*--write /s);
  assert.equal(matrix("--patience", "none").stderr, "--patience none: expected a number, at least 1.\n");
  const { status, stdout, stderr } = matrix("--json", "/gone/rows.json");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^--json \/gone\/rows\.json: it cannot be written: .*ENOENT.*\n$/);
});

function matrix(...args: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const main = fileURLToPath(new URL("../crash-matrix/main.ts", import.meta.url));
  return spawnSync(process.execPath, ["--conditions=source", main, ...args], { encoding: "utf8" });
}
