import assert from "node:assert/strict";
import { test } from "node:test";
import { checkConformance, pageOf, problemsOf, type RowTest, rowTestsOf, verdictOf } from "../conformance.ts";
import type { Row, Table } from "../conformance-rows.ts";

const ROW: Row = { row: "otp 1", says: "It starts." };

const SHOWN: RowTest = { row: "otp 1", title: "it starts", file: "packages/coppice/test/start.test.ts" };

function tableOf(...rows: Row[]): readonly Table[] {
  return [{ system: "otp", title: "Erlang/OTP", rows }];
}

test("conformance: every row has a test or a reason, and docs/conformance.md is what the tests say", () => {
  assert.deepEqual(checkConformance(), []);
});

test("conformance: tests are found by their names, plain or as templates, in suites and in tables", () => {
  const source = `
    // test("otp 1 · in a comment")
    test("otp 2 · a plain one", () => {});
    suite(\`flare F3 · one of \${count} · and more\`, () => { test("no row at all", () => {}); });
    for (const [name] of [["airssys A4 · from a table"]]) test(name, () => {});
  `;
  assert.deepEqual(rowTestsOf("some.test.ts", source), [
    { row: "otp 2", title: "a plain one", file: "some.test.ts" },
    { row: "flare F3", title: "one of … · and more", file: "some.test.ts" },
    { row: "airssys A4", title: "from a table", file: "some.test.ts" },
  ]);
});

for (const off of [`test.skip("otp 1 · x", f)`, `test.todo("otp 1 · x")`, `test("otp 1 · x", { skip: "later" }, f)`]) {
  test(`conformance: ${off} does not count`, () => {
    assert.deepEqual(rowTestsOf("some.test.ts", off), []);
  });
}

test("conformance: a row's verdict follows from its tests and its reasons", () => {
  assert.equal(verdictOf(ROW, [SHOWN]), "pass");
  assert.equal(verdictOf(ROW, []), "missing");
  assert.equal(verdictOf({ ...ROW, departs: "Not so." }, [SHOWN]), "departs");
  assert.equal(verdictOf({ ...ROW, departs: "Not so." }, []), "missing");
  assert.equal(verdictOf({ ...ROW, restWaits: "stores" }, [SHOWN]), "pass in part");
  assert.equal(verdictOf({ ...ROW, restWaits: "stores" }, []), "missing");
  assert.equal(verdictOf({ ...ROW, waits: "stores" }, []), "waiting");
  assert.equal(verdictOf({ ...ROW, noTest: "No such thing." }, []), "not portable");
});

test("conformance: a row with neither test nor reason is told, and so is a test of no row", () => {
  assert.deepEqual(problemsOf(tableOf(ROW), [{ ...SHOWN, row: "otp 99" }]), [
    'packages/coppice/test/start.test.ts: "otp 99 · it starts" is named after a row that is not in scripts/conformance-rows.ts.',
    'otp 1 has no test. Write one named "otp 1 · …", or say in scripts/conformance-rows.ts why there is none.',
  ]);
});

test("conformance: a reason for having no test is told once there is one, and so is a row that comes twice", () => {
  assert.deepEqual(problemsOf(tableOf({ ...ROW, waits: "stores" }), [SHOWN]), [
    "otp 1 has a test, and says that it has none: take `waits` or `noTest` out of scripts/conformance-rows.ts.",
  ]);
  assert.deepEqual(problemsOf(tableOf(ROW, ROW), [SHOWN]), ["conformance-rows.ts has a row twice."]);
});

test("conformance: the page has a line for each row, with its verdict and links to its tests", () => {
  const page = pageOf(tableOf({ ...ROW, name: "sup_start", departs: "A | B." }), [SHOWN]);
  assert.ok(
    page.includes(
      "| otp 1 | `sup_start`: It starts. **Departs:** A \\| B. | departs | [it starts](../packages/coppice/test/start.test.ts) |",
    ),
  );
  assert.ok(page.includes("| departs | a test shows what Coppice does instead, on purpose | 1 | 1 |"));
});
