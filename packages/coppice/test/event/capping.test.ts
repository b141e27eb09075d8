import assert from "node:assert/strict";
import { test } from "node:test";
import { copyInto, MAX_DEPTH, MAX_KEYS, MAX_STACK, MAX_TEXT, MAX_TEXTS, MAX_VALUES } from "../../src/event/capping.ts";

function copied(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const event = {};
  copyInto(event, data);
  return event;
}

/** How many values there are, at all depths. */
function count(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, entry) => sum + count(entry), 1);
}

test("small plain data arrive as they are, as a copy", () => {
  const data = {
    took: 1.5,
    ok: true,
    none: null,
    text: "ünï",
    list: [1, ["a"], {}],
    exit: { type: "shutdown", info: { by: "admin" } },
  };
  const copy = copied(data);
  assert.deepEqual(copy, data);
  assert.notEqual(copy["exit"], data.exit);
});

test("a text is cut to 2,048 characters and says how long it was", () => {
  const { short, long } = copied({ short: "x".repeat(MAX_TEXT), long: "x".repeat(5_000) });
  assert.equal((short as string).length, MAX_TEXT);
  assert.equal((long as string).length, MAX_TEXT);
  assert.match(long as string, /^x+… \(5000 characters\)$/);
});

test("a stack has 4,096 characters", () => {
  const error = { message: "m".repeat(9_000), stack: "s".repeat(9_000) };
  const copy = copied({ error })["error"] as typeof error;
  assert.deepEqual([copy.message.length, copy.stack.length], [MAX_TEXT, MAX_STACK]);
});

test("an object has 50 keys, and says how many more it had", () => {
  const many = Object.fromEntries(Array.from({ length: MAX_KEYS + 7 }, (_, index) => [`key${index}`, index]));
  const copy = copied({ many, ...many });
  assert.equal(copy["…"], 8);
  assert.equal(Object.keys(copy["many"] as object).length, MAX_KEYS + 1);
  assert.equal((copy["many"] as Record<string, unknown>)["…"], 7);
});

test("a list has 50 entries, and says how many there were", () => {
  const list = copied({ list: Array.from({ length: 60 }, (_, index) => index) })["list"] as unknown[];
  assert.deepEqual(list.slice(-2), [49, "… (60 entries)"]);
});

test("keys are cut as texts are", () => {
  const [key = ""] = Object.keys(copied({ ["k".repeat(5_000)]: 1 }));
  assert.equal(key.length, MAX_TEXT);
});

test("data nest 32 deep and end with a note", () => {
  let deep: object = {};
  for (let level = 0; level < 100; level += 1) deep = { deep };
  let depth = 0;
  let value: unknown = copied({ deep })["deep"];
  for (; typeof value === "object" && value !== null && "deep" in value; value = value.deep) depth += 1;
  assert.deepEqual([depth, value], [MAX_DEPTH, "[deeper]"]);
});

test("the first cause is still there when ten supervisors gave up, one inside the other", () => {
  let exit: object = { type: "failed", error: { name: "Error", message: "the first cause" } };
  for (let level = 0; level < 10; level += 1) exit = { type: "gave-up", why: "intensity", cause: { path: "a/b", exit } };
  assert.match(JSON.stringify(copied({ exit })), /the first cause/);
});

test("an event has 1,000 values and 65,536 characters of text, however wide and deep its data", () => {
  const wide = (depth: number): unknown => (depth === 0 ? "x" : Array.from({ length: 20 }, () => wide(depth - 1)));
  assert.ok(count(copied({ wide: wide(4) })) <= MAX_VALUES + 3 * MAX_KEYS);
  const keyed = (depth: number): unknown =>
    depth === 0 ? 1 : Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index, keyed(depth - 1)]));
  assert.ok(count(copied({ keyed: keyed(4) })) <= MAX_VALUES + 3 * MAX_KEYS);
  const texts = copied({ texts: Array.from({ length: 50 }, () => "x".repeat(3_000)) })["texts"] as string[];
  const characters = texts.join("").replaceAll(/[^x]/g, "").length;
  assert.ok(characters <= MAX_TEXTS && characters > MAX_TEXTS - 50 * 30, `${characters} characters`);
  assert.equal(texts[49], "… (3000 characters)");
});

test("what JSON cannot say becomes a short text, and undefined is left out", () => {
  class Pool {
    secretSauce = 1;
  }
  const copy = copied({
    nan: Number.NaN,
    infinity: Infinity,
    big: 12n,
    symbol: Symbol("s"),
    call: function answer() {},
    nothing: undefined,
    hole: [undefined],
    pool: new Pool(),
    date: new Date(0),
    url: new URL("http://localhost/a"),
    map: new Map([["a", 1]]),
    bytes: new Uint8Array([1, 2]),
    pattern: /a/g,
    bare: Object.assign(Object.create(null), { a: 1 }),
  });
  assert.deepEqual(copy, {
    nan: "NaN",
    infinity: "Infinity",
    big: "12n",
    symbol: "Symbol(s)",
    call: "[Function: answer]",
    hole: [null],
    pool: "[Pool]",
    date: "1970-01-01T00:00:00.000Z",
    url: "http://localhost/a",
    map: "Map(1) { 'a' => 1 }",
    bytes: "Uint8Array(2) [ 1, 2 ]",
    pattern: "/a/g",
    bare: { a: 1 },
  });
});

test("an error arrives with name, message, code, stack and causes, whatever its toJSON says", () => {
  const error = Object.assign(new TypeError("outer", { cause: new Error("inner") }), { code: "E_OUTER", toJSON: () => "hidden" });
  const { name, message, code, stack, cause } = copied({ error })["error"] as Record<string, unknown>;
  assert.deepEqual({ name, message, code }, { name: "TypeError", message: "outer", code: "E_OUTER" });
  assert.match(stack as string, /capping\.test\.ts/);
  assert.equal((cause as { message: string }).message, "inner");
  const aborted = copied({ error: new DOMException("gone", "AbortError") })["error"] as Record<string, unknown>;
  assert.deepEqual([aborted["name"], aborted["message"]], ["AbortError", "gone"]);
});

test("data that contain themselves end with a note; the same data twice are told twice", () => {
  const circle: Record<string, unknown> = { name: "circle" };
  circle["self"] = circle;
  circle["list"] = [circle];
  const twice = { a: 1 };
  assert.deepEqual(copied({ circle, one: twice, other: twice }), {
    circle: { name: "circle", self: "[circular]", list: ["[circular]"] },
    one: { a: 1 },
    other: { a: 1 },
  });
});

test("what cannot be read takes only itself away, and nothing is thrown", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const copy = copied({
    before: 1,
    getter: {
      fine: 1,
      get broken() {
        throw new Error("no");
      },
    },
    json: new (class {
      toJSON(): never {
        throw new Error("no");
      }
    })(),
    proxy,
    nameless: new (class {
      override = Object.defineProperty(this, "constructor", { value: undefined });
    })(),
    after: 2,
  });
  assert.deepEqual(copy, {
    before: 1,
    getter: { fine: 1, broken: "[unreadable]" },
    json: "[unreadable]",
    proxy: "[unreadable]",
    nameless: "[unreadable]",
    after: 2,
  });
  assert.deepEqual(copied(proxy), { "…": "[unreadable]" });
});

test("a key named __proto__ is left out, and those of Object's prototype are not special", () => {
  const copy = copied(JSON.parse('{"__proto__":{"polluted":true},"constructor":"text"}') as Record<string, unknown>);
  assert.deepEqual([Object.keys(copy), copy["polluted"]], [["constructor"], undefined]);
});
