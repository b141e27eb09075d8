import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { alternate, median } from "../harness/alternate.ts";
import { readOptions } from "../harness/options.ts";
import { row, type Row } from "../harness/row.ts";
import { QUESTIONS } from "../questions.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const NAMES = ["starts", "bytes"];

function bench(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, ["--conditions=source", MAIN, ...args], { encoding: "utf8" });
}

test("every question runs through at a tiny size, and its rows go into the file that --json names", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "coppice-bench-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "rows.json");
  const { status, stdout, stderr } = bench("--size", "30", "--rounds", "1", "--json", file);
  assert.equal(status, 0, stderr);
  const written = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>> & { readonly rows: readonly Row[] };
  assert.deepEqual([written["node"], written["rounds"], written["size"]], [process.version, 1, 30]);
  for (const answer of written.rows) {
    const { question, unit, beside, ours, theirs, ratio, goal, met } = answer;
    assert.deepEqual(Object.keys(answer).toSorted(), ["beside", "goal", "met", "ours", "question", "ratio", "theirs", "unit"]);
    for (const text of [question, unit, beside]) assert.ok(typeof text === "string" && text !== "");
    for (const number of [ours, theirs, ratio, goal]) assert.ok(Number.isFinite(number), `${question}: ${number}`);
    assert.equal(met, ratio <= goal);
    assert.ok(stdout.includes(question));
  }
  const asked = new Set(written.rows.map(({ question }) => question.replace(", with async contexts", "")));
  assert.ok(asked.size >= QUESTIONS.length);
  assert.match(stdout, new RegExp(`; Node ${process.version};`));
  assert.match(stdout, new RegExp(`of ${written.rows.length} goals met\n$`));
});

test("--only asks what it names", () => {
  const { status, stdout } = bench("--size", "10", "--rounds", "1", "--only", "event");
  assert.equal(status, 0);
  assert.match(stdout, /an event with no listener/);
  assert.doesNotMatch(stdout, /start 10/);
});

test("a wrong option ends it with what was expected", () => {
  const wrong: readonly [readonly string[], RegExp][] = [
    [["--only", "naps"], /--only naps: there is no such question; there are starts, bytes\./],
    [["--rounds", "6"], /--rounds 6: expected a whole number, at least 7\./],
    [["--size", "many"], /--size many: expected a whole number, at least 1\./],
    [["--fast"], /--fast/],
  ];
  for (const [args, message] of wrong) assert.throws(() => readOptions(args, NAMES), message);
  assert.equal(bench("--only", "naps").status, 1);
});

test("--help says what may be said, and a wrong option is a sentence without a stack", () => {
  const help = bench("--help");
  assert.equal(help.status, 0, help.stderr);
  assert.match(help.stdout, /--only NAME .* starts, .*--rounds COUNT .*--size COUNT .*--json FILE /s);
  assert.equal(bench("--size", "many").stderr, "--size many: expected a whole number, at least 1.\n");
});

test("a file that cannot be written is refused before anything is measured", () => {
  const { status, stdout, stderr } = bench("--size", "10", "--rounds", "1", "--only", "event", "--json", "/gone/rows.json");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^--json \/gone\/rows\.json: it cannot be written: .*ENOENT.*\n$/);
});

test("without options all is asked, in 7 rounds at 100,000", () => {
  assert.deepEqual(readOptions([], NAMES), { only: NAMES, rounds: 7, size: 100_000, json: undefined });
  const args = ["--only", "bytes", "--rounds", "9", "--size", "5", "--json", "rows.json"];
  assert.deepEqual(readOptions(args, NAMES), { only: ["bytes"], rounds: 9, size: 5, json: "rows.json" });
});

test("the ratio says how many times as much ours costs, of rates and of amounts, and met compares it with the goal", () => {
  const answer = { question: "q", beside: "b", ours: 50, theirs: 100, goal: 2 };
  assert.deepEqual(row({ ...answer, unit: "starts/s" }), { ...answer, unit: "starts/s", ratio: 2, met: true });
  assert.deepEqual(row({ ...answer, unit: "bytes" }), { ...answer, unit: "bytes", ratio: 0.5, met: true });
  assert.equal(row({ ...answer, unit: "starts/s", goal: 1.9 }).met, false);
  assert.equal(row({ ...answer, unit: "bytes", ours: Number.NaN }).met, false);
});

test("contenders take turns, every second round in reverse, and the rounds to warm up do not count", async () => {
  const turns: string[] = [];
  let value = 0;
  const counted = await alternate(3, {
    a: () => {
      turns.push("a");
      value += 1;
      return value;
    },
    b: () => turns.push("b"),
  });
  assert.equal(turns.join(""), "abbaabbaab");
  assert.equal(counted.a, 4, "the median of 3, 4 and 5");
});

test("the median is the middle value, or the mean of the two in the middle", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
});
