import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChildState, isAlive, LIFE_CYCLE } from "../../src/child/life-cycle.ts";
import { cell, columns, Page } from "./page.ts";

const page = new Page("docs/life-cycle.md");

test("docs/life-cycle.md draws the life cycle as the code has it: states, steps and their reasons", () => {
  const drawing = page.blocks.find(({ language }) => language === "mermaid")?.source ?? "";
  const drawn: Record<string, Record<string, string>> = {};
  for (const [, from = "", to = "", reason = ""] of drawing.matchAll(/^ *(\w+) --> (\w+): (.+)$/gm)) {
    drawn[from] ??= {};
    assert.equal(drawn[from][to], undefined, `${from} --> ${to} is drawn twice`);
    drawn[from][to] = reason;
  }
  assert.deepEqual(drawn, LIFE_CYCLE);
});

test("docs/life-cycle.md draws nothing that it does not say: each line is a step, or one into or out of the life", () => {
  const drawing = page.blocks.find(({ language }) => language === "mermaid")?.source ?? "";
  const [first, ...lines] = drawing.split("\n").filter((line) => line.trim() !== "");
  assert.equal(first, "stateDiagram-v2");
  const ends = lines.filter((line) => line.includes("[*]"));
  for (const line of lines) assert.match(line, /^ {4}(\w+|\[\*\]) --> (\w+|\[\*\]): [^:;]+$/);
  assert.deepEqual(
    ends.map((line) => line.trim().replace(/:.*/, "")),
    ["[*] --> waiting", "stopped --> [*]", "quarantined --> [*]"],
  );
});

test("docs/life-cycle.md lists every state, and says in which a child is alive", () => {
  const rows = page.table("The life of a child");
  const alive = Object.fromEntries(Object.keys(LIFE_CYCLE).map((state) => [state, isAlive(state as ChildState) ? "yes" : "no"]));
  assert.deepEqual(columns(rows, "State", "Alive"), alive);
  for (const row of rows) assert.notEqual(cell(row, "What it means"), "");
});
