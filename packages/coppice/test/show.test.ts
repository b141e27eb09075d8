import assert from "node:assert/strict";
import { test } from "node:test";
import { capped, show } from "../src/show.ts";

test("a text within its limit stays as it is", () => {
  assert.equal(capped("twelve chars", 12), "twelve chars");
});

test("a longer text is cut to its limit and says how long it was", () => {
  const text = capped("x".repeat(100), 40);
  assert.equal(text, `${"x".repeat(22)}… (100 characters)`);
  assert.equal(text.length, 40);
});

test("a cut through a surrogate pair leaves well-formed text", () => {
  for (const limit of [40, 41]) assert.ok(capped("🌳".repeat(50), limit).isWellFormed());
});

test("any value becomes one line that tells it from others", () => {
  const shown: [unknown, string][] = [
    ["5sec", "'5sec'"],
    [5, "5"],
    [-1, "-1"],
    [Number.NaN, "NaN"],
    [3n, "3n"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    [{ a: [1, "b"] }, "{ a: [ 1, 'b' ] }"],
    [function named() {}, "[Function: named]"],
  ];
  for (const [value, text] of shown) assert.equal(show(value), text);
  assert.equal(show("x".repeat(10_000)).length, 200);
  for (const value of [Array.from({ length: 50 }, (_, index) => index), { deep: [{ error: new Error("x") }] }, "two\nlines"]) {
    assert.doesNotMatch(show(value), /\n/);
  }
});

test("what throws when it is looked at is shown all the same, and none of its code is run", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const calls: string[] = [];
  const loud = {
    get secret() {
      calls.push("getter");
      return 1;
    },
    [Symbol.for("nodejs.util.inspect.custom")]: () => calls.push("inspect"),
  };
  assert.equal(show(proxy), "<Revoked Proxy>");
  assert.match(show(loud), /secret: \[Getter\]/);
  assert.deepEqual(calls, []);
  const tagged = Object.create({
    get [Symbol.toStringTag]() {
      throw new Error("no tag");
    },
  }) as object;
  assert.equal(typeof show(tagged), "string");
});
