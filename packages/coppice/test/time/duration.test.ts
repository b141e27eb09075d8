import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CoppiceError } from "../../src/error.ts";
import { type Duration, formatDuration, milliseconds, millisecondsOrNever } from "../../src/time/duration.ts";

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

test("a number is milliseconds, a text says its unit", () => {
  const spans: [Duration, number][] = [
    [0, 0],
    [1.5, 1.5],
    ["250ms", 250],
    ["5s", 5_000],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["1.5s", 1_500],
    [".5s", 500],
    ["0.25h", 900_000],
    ["1.005s", 1_005],
    ["1e3ms", 1_000],
  ];
  for (const [duration, expected] of spans) assert.equal(milliseconds(duration), expected);
});

test("what is written in any unit is read back as what it was", () => {
  const unit = fc.constantFrom("ms", "s", "m", "h");
  fc.assert(
    fc.property(fc.nat(1_000_000_000), unit, (amount, name) => {
      assert.equal(milliseconds(`${amount}${name}`), amount * UNITS[name]);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), unit, (amount, name) => {
      const exact = amount * UNITS[name];
      assert.ok(Math.abs(milliseconds(`${amount}${name}`) - exact) <= exact * 1e-14);
    }),
  );
});

test("what is no duration is refused with the place, what came and what is allowed", () => {
  const wrong = [
    "5sec",
    "5",
    "",
    "s",
    "5 s",
    "-5s",
    "1e999h",
    " 5s",
    "5S",
    "1.2.3s",
    -1,
    Number.NaN,
    Infinity,
    null,
    undefined,
    {},
    5n,
    true,
  ];
  for (const value of wrong) {
    assert.throws(
      () => milliseconds(value as Duration, "shop/db: shutdown"),
      (error) => error instanceof CoppiceError && error.code === "BAD_DURATION" && error.details["where"] === "shop/db: shutdown",
    );
  }
  assert.throws(() => milliseconds("5sec" as Duration, "shop/db: shutdown"), {
    message:
      `shop/db: shutdown is '5sec': expected milliseconds as a number, or a text such as ` +
      `"250ms", "5s", "10m", "1h"; not negative, not infinite.`,
    details: { where: "shop/db: shutdown", given: "5sec" },
  });
});

test("where Infinity means never, it is a duration, and the refusal of others says so", () => {
  assert.equal(millisecondsOrNever(Infinity, "deadline"), Infinity);
  assert.equal(millisecondsOrNever("5s", "deadline"), 5_000);
  for (const value of [false, -1, Number.NaN, "never"]) {
    assert.throws(() => millisecondsOrNever(value as Duration, "deadline"), {
      code: "BAD_DURATION",
      message: /^deadline is .*: expected milliseconds .*; not negative; or Infinity for never\.$/,
    });
  }
});

test("a very long wrong text is refused at once", () => {
  assert.throws(() => milliseconds(`${"1".repeat(1_000_000)}x` as Duration), { code: "BAD_DURATION" });
});

test("a span is told in the unit that fits, and never as 60 of a smaller one", () => {
  const told: [number, string][] = [
    [0, "0 ms"],
    [0.5, "0.5 ms"],
    [1.234, "1.23 ms"],
    [9.999, "10 ms"],
    [250, "250 ms"],
    [999.6, "1 s"],
    [1_000, "1 s"],
    [1_500, "1.5 s"],
    [59_940, "59.9 s"],
    [59_960, "1 m"],
    [60_000, "1 m"],
    [125_000, "2 m 5 s"],
    [3_599_600, "1 h"],
    [11_400_000, "3 h 10 m"],
    [180_000_000, "50 h"],
    [Infinity, "Infinity ms"],
  ];
  for (const [ms, text] of told) assert.equal(formatDuration(ms), text);
});

test("what is told, read back, is the span within the rounding of its smallest unit", () => {
  const slack = { ms: 0.5, s: 500, m: 30_000, h: 0 } as const;
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e10, noNaN: true }), (ms) => {
      const parts = formatDuration(ms).match(/[\d.]+ \w+/g) ?? [];
      const total = parts.reduce((sum, part) => sum + milliseconds(part.replace(" ", "") as Duration), 0);
      const smallest = ms < 60_000 ? (ms < 999.5 ? "ms" : "s") : ms < 3_599_500 ? "s" : "m";
      assert.ok(Math.abs(total - ms) <= slack[smallest], `${ms} was told as ${formatDuration(ms)}`);
    }),
  );
});
