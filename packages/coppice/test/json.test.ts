import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonSafe } from "../src/json.ts";

test("what JSON can say comes back equal, as a copy", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const said = JSON.stringify(value);
      assert.equal(JSON.stringify(jsonSafe(value)), said);
    }),
  );
  const list = [1];
  assert.notEqual(jsonSafe(list), list);
});

test("whatever it is given, the answer goes through JSON unchanged", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
      }),
      (value) => {
        const safe = jsonSafe(value);
        assert.deepEqual(JSON.parse(JSON.stringify(safe)), safe);
      },
    ),
  );
});

test("what JSON loses or breaks on becomes text", () => {
  assert.deepEqual(jsonSafe([12n, Number.NaN, -Infinity, -0, Symbol("s"), new TypeError("no"), new Date(0), new Map([[1, 2]])]), [
    "12",
    "NaN",
    "-Infinity",
    0,
    "Symbol(s)",
    "TypeError: no",
    "1970-01-01T00:00:00.000Z",
    "Map(1) { 1 => 2 }",
  ]);
  assert.match(String(jsonSafe(function named() {})), /named/);
  assert.match(String(jsonSafe(Buffer.alloc(100_000))), /^Buffer|^Uint8Array/);
});

test("undefined is left out of an object, and null elsewhere, as in JSON", () => {
  assert.equal(jsonSafe(undefined), null);
  assert.deepEqual(jsonSafe([undefined, { gone: undefined, kept: null }]), [null, { kept: null }]);
});

test("a circle is noted where it closes, and a value that is only there twice is said twice", () => {
  const circle: { self?: object; name: string } = { name: "c" };
  circle.self = circle;
  assert.deepEqual(jsonSafe(circle), { name: "c", self: "[circular]" });
  const shared = { x: 1 };
  assert.deepEqual(jsonSafe([shared, shared]), [{ x: 1 }, { x: 1 }]);
});

test("deep, large and long values are capped, with a note", () => {
  let deep: unknown = "bottom";
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  assert.equal(JSON.stringify(jsonSafe(deep)), `${"[".repeat(8)}"[deeper]"${"]".repeat(8)}`);
  const wide = jsonSafe(Array.from({ length: 100_000 }, () => 1)) as readonly unknown[];
  assert.equal(wide.length, 1_000);
  assert.equal(wide.at(-1), "[more]");
  const keys = jsonSafe(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])));
  assert.equal(Object.keys(keys as object).length, 1_000);
  assert.equal((jsonSafe("x".repeat(100_000)) as string).length, 8_192);
});

test("a member that throws is noted and its siblings are kept", () => {
  const value = {
    before: 1,
    get broken(): number {
      throw new Error("no");
    },
    after: 2,
  };
  assert.deepEqual(jsonSafe(value), { before: 1, broken: "[unreadable]", after: 2 });
  assert.deepEqual(
    jsonSafe({
      toJSON() {
        throw new Error("no");
      },
    }),
    "[unreadable]",
  );
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assert.deepEqual(jsonSafe([proxy, 1]), ["[unreadable]", 1]);
});

test("an answer of toJSON that is the value itself does not go round for ever", () => {
  const value: { toJSON(): unknown } = { toJSON: () => value };
  assert.equal(jsonSafe(value), "[circular]");
  const endless = (): { toJSON(): unknown } => ({ toJSON: endless });
  assert.equal(jsonSafe(endless()), "[deeper]");
});

test("a key called __proto__ is a key like any other", () => {
  const safe = jsonSafe(JSON.parse('{"__proto__": {"polluted": true}}')) as object;
  assert.equal(JSON.stringify(safe), '{"__proto__":{"polluted":true}}');
  assert.equal("polluted" in safe, false);
});
