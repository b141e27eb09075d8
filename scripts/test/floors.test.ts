import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { checkFloors } from "../floors.ts";

function check(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "coppice-floors-"));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), source);
    }
    return checkFloors(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("floors: imports of the own floor and of those below it pass", () => {
  assert.deepEqual(
    check({
      "index.ts": `export { clock } from "./time/clock.ts";`,
      "error.ts": `export const code = 1;`,
      "time/clock.ts": `import { readFileSync } from "node:fs"; import { code } from "../error.ts"; export const clock = [code, readFileSync];`,
      "restart/budget.ts": `import type { clock } from "../time/clock.ts"; export type Budget = typeof clock;`,
    }),
    [],
  );
});

test("floors: an import from above is told with both files, both floors and the mend", () => {
  assert.deepEqual(
    check({
      "time/clock.ts": `import { decide } from "../supervisor/decide.ts"; export const clock = decide;`,
      "supervisor/decide.ts": `export const decide = 1;`,
    }),
    [
      "time/clock.ts (floor 1) imports supervisor/decide.ts (floor 3): a file imports from its own floor or below. " +
        "Move what is needed down to floor 1 or lower, or pass it in as an argument.",
    ],
  );
});

for (const [form, source] of [
  ["a type import", `import type { Child } from "../child/child.ts"; export type Exit = Child;`],
  ["a re-export", `export { child } from "../child/child.ts";`],
  ["a re-export of everything", `export * from "../child/child.ts";`],
  ["an import() in a type", `export type Exit = import("../child/child.ts").Child;`],
  ["an import() in an expression", `export const load = () => import("../child/child.ts");`],
  ["an import for its effect", `import "../child/child.ts";`],
] as const) {
  test(`floors: ${form} counts`, () => {
    const problems = check({ "time/clock.ts": source, "child/child.ts": `export type Child = 1; export const child = 1;` });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^time\/clock\.ts \(floor 1\) imports child\/child\.ts \(floor 2\)/);
  });
}

test("floors: a comment or a string that shows an import does not count", () => {
  assert.deepEqual(
    check({
      "time/clock.ts": `/** \`import { child } from "../child/child.ts"\` */\nexport const text = 'import "../child/child.ts"';`,
      "child/child.ts": `export const child = 1;`,
    }),
    [],
  );
});

test("floors: a cycle of files is told once, type imports included", () => {
  const problems = check({
    "child/a.ts": `import type { B } from "./b.ts"; export type A = B | 1;`,
    "child/b.ts": `import type { C } from "./c.ts"; export type B = C | 2;`,
    "child/c.ts": `import type { A } from "./a.ts"; export type C = A | 3;`,
    "child/outside.ts": `import type { A } from "./a.ts"; export type Outside = A;`,
  });
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? "", /^child\/a\.ts → child\/b\.ts → child\/c\.ts → child\/a\.ts: a cycle/);
});

test("floors: an entry is not imported from inside, nor the package by its name", () => {
  assert.deepEqual(
    check({
      "index.ts": `export {};`,
      "testing/index.ts": `export {};`,
      "app/start.ts": `import "../testing/index.ts"; import "coppice"; import "coppice/testing";`,
      "testing/virtual.ts": `import "../index.ts";`,
    }),
    [
      "app/start.ts imports testing/index.ts, an entry for users: import the file that declares it.",
      'app/start.ts imports "coppice", the package it is part of: import the file that declares it.',
      'app/start.ts imports "coppice/testing", the package it is part of: import the file that declares it.',
      "testing/virtual.ts imports index.ts, an entry for users: import the file that declares it.",
    ],
  );
});

test("floors: a folder that has no floor is told, and a file outside the source too", () => {
  assert.deepEqual(check({ "misc/thing.ts": `export {};`, "app/start.ts": `import "../../other/file.ts";` }), [
    "app/start.ts imports ../other/file.ts, outside the source: move it in, or do without.",
    'misc/thing.ts: "misc" has no floor: give it one in the table of scripts/floors.ts.',
  ]);
});
