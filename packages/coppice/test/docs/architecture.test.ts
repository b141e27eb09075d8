import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cell, Page, ROOT } from "./page.ts";

const SRC = join(ROOT, "packages/coppice/src");

const page = new Page("docs/architecture.md");

test("docs/architecture.md has every folder of the source on its floor", () => {
  const checked = readFileSync(join(ROOT, "scripts/floors.ts"), "utf8");
  const said = page
    .table("Floors")
    .flatMap((row) =>
      Array.from(cell(row, "In packages/coppice/src").matchAll(/(\w+)\//g), ([, folder = ""]) => [folder, cell(row, "Floor")]),
    );
  const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const held = folders.map(({ name }) => [name, new RegExp(`^ {2}${name}: (\\d+),$`, "m").exec(checked)?.[1]]);
  assert.deepEqual(Object.fromEntries(said), Object.fromEntries(held));
});

test("docs/architecture.md names files that are there", () => {
  for (const row of page.table("The kernel")) {
    assert.ok(existsSync(join(SRC, "supervisor", cell(row, "File"))), cell(row, "File"));
  }
  for (const row of page.table("Where to change what")) {
    for (const [path = ""] of cell(row, "Go to").matchAll(/\w+\/[\w-]+(\.ts)?/g)) {
      assert.ok(existsSync(join(SRC, path)) || existsSync(join(ROOT, path)), path);
    }
  }
});
