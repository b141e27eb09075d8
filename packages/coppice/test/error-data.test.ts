import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ErrorData, errorData, written } from "../src/error-data.ts";

/** How many causes are below an error. */
function causesOf(data: ErrorData): number {
  return data.cause === undefined ? 0 : 1 + causesOf(data.cause);
}

test("an error keeps its name, message, code, stack and causes", () => {
  const cause = new RangeError("deep down");
  const error = Object.assign(new TypeError("on top", { cause }), { code: "E_TOP" });
  assert.deepEqual(errorData(error), {
    name: "TypeError",
    message: "on top",
    code: "E_TOP",
    stack: error.stack,
    cause: { name: "RangeError", message: "deep down", stack: cause.stack },
  });
  assert.equal(errorData(Object.assign(new Error("x"), { code: 7 })).code, 7);
  assert.equal(errorData(new DOMException("stop", "AbortError")).name, "AbortError");
});

test("anything thrown that is no error is a NonError with its text", () => {
  const thrown: [unknown, string][] = [
    ["boom", "boom"],
    ["", ""],
    [undefined, "undefined"],
    [null, "null"],
    [42, "42"],
    [7n, "7n"],
    [Symbol("s"), "Symbol(s)"],
    [{ reason: "none" }, "{ reason: 'none' }"],
  ];
  for (const [value, message] of thrown) assert.deepEqual(errorData(value), { name: "NonError", message });
});

test("an object with a message counts as an error, whatever made it", () => {
  assert.deepEqual(errorData({ message: "from elsewhere", code: 3 }), { name: "Error", message: "from elsewhere", code: 3 });
});

test("a cause that is no error is kept as text; one that is undefined or null is none", () => {
  assert.deepEqual(errorData({ message: "m", cause: "text" }).cause, { name: "NonError", message: "text" });
  assert.equal("cause" in errorData(new Error("m", { cause: undefined })), false);
  assert.equal("cause" in errorData(new Error("m", { cause: null })), false);
});

test("a chain of causes ends after 8", () => {
  let error = new Error("bottom");
  for (let level = 0; level < 50; level += 1) error = new Error(`level ${level}`, { cause: error });
  assert.equal(causesOf(errorData(error)), 8);
});

test("a chain of causes that closes into a circle ends where it closes", () => {
  const first = new Error("first");
  const second = new Error("second", { cause: first });
  first.cause = second;
  const data = errorData(first);
  assert.equal(data.cause?.message, "second");
  assert.equal(data.cause.cause, undefined);
});

test("message and stack are capped at 8,192 and 16,384 characters", () => {
  const error = new Error("m".repeat(1_000_000));
  error.stack = "s".repeat(1_000_000);
  const data = errorData(error);
  assert.equal(data.message.length, 8_192);
  assert.equal(data.stack?.length, 16_384);
});

test("an AggregateError names how many errors it holds, and the first five", () => {
  const few = new AggregateError([new TypeError("a"), "b"], "all failed");
  assert.equal(errorData(few).message, "all failed [2 errors: TypeError: a; b]");
  const many = new AggregateError(Array.from({ length: 9 }, (_, index) => new Error(String(index))));
  assert.match(errorData(many).message, /^ \[9 errors: Error: 0; .*Error: 4; …\]$/);
});

test("what cannot be read is left out, and the rest is kept", () => {
  const hostile = new Error("readable");
  for (const key of ["name", "code", "stack", "cause", "errors"]) {
    Object.defineProperty(hostile, key, {
      get() {
        throw new Error("no");
      },
    });
  }
  assert.deepEqual(errorData(hostile), { name: "Error", message: "readable" });
});

test("hostile values of every sort answer data and never throw", () => {
  const { proxy: revoked, revoke } = Proxy.revocable(new Error("gone"), {});
  revoke();
  const throwing = new Proxy(new Error("p"), {
    get() {
      throw new Error("get");
    },
    getPrototypeOf() {
      throw new Error("getPrototypeOf");
    },
    ownKeys() {
      throw new Error("ownKeys");
    },
  });
  const mirror: unknown = new Proxy({}, { get: () => mirror });
  const endless = (depth: number): object => ({
    message: `m${depth}`,
    get cause() {
      return endless(depth + 1);
    },
  });
  const odd = { message: "m", name: 3, code: Number.NaN, stack: ["no text"], errors: revoked };
  for (const value of [revoked, throwing, mirror, endless(0), () => revoked]) {
    const data = errorData(value);
    assert.equal(typeof data.message, "string");
    assert.deepEqual(JSON.parse(JSON.stringify(data)), data);
  }
  assert.equal(causesOf(errorData(endless(0))), 8);
  assert.deepEqual(errorData(odd), { name: "Error", message: "m" });
});

test("whatever is thrown, the data go through JSON unchanged", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ message: fc.string(), cause: fc.anything(), code: fc.anything() })),
      (value) => {
        const data = errorData(value);
        assert.deepEqual(JSON.parse(JSON.stringify(data)), data);
      },
    ),
  );
});

test("a stack is formatted when it is first read, and is a plain value then", () => {
  // oxlint-disable-next-line typescript/unbound-method
  const { prepareStackTrace } = Error;
  let formatted = 0;
  Error.prepareStackTrace = (error) => {
    formatted += 1;
    return `formatted: ${error.message}`;
  };
  try {
    const data = errorData(new Error("late", { cause: new Error("deep") }));
    assert.equal(formatted, 0);
    assert.deepEqual(JSON.parse(JSON.stringify(data)), data);
    assert.equal(data.stack, "formatted: late");
    assert.equal(data.cause?.stack, "formatted: deep");
    assert.equal(formatted, 2);
    assert.deepEqual(Object.getOwnPropertyDescriptor(data, "stack")?.value, "formatted: late");
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
});

test("data whose texts were written are values through and through, also where they were frozen before", () => {
  const data = errorData(new Error("top", { cause: new Error("deep") }));
  assert.equal(written(data), data);
  for (const error of [data, data.cause as ErrorData]) {
    for (const property of Object.values(Object.getOwnPropertyDescriptors(error))) assert.ok("value" in property);
  }
  const frozen = Object.freeze(errorData(new Error("cold")));
  assert.match(written(frozen).stack ?? "", /^Error: cold\n/);
});

test("a stack that is no text is the name and the message", () => {
  const error = new TypeError("bare");
  Object.assign(error, { stack: 7 });
  assert.equal(errorData(error).stack, "TypeError: bare");
});
