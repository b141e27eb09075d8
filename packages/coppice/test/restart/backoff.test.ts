import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Backoff, backoff, type BackoffOptions } from "../../src/restart/backoff.ts";

/** The middle of the spread. */
const NO_SPREAD = 0.5;

function delays(policy: Backoff, attempts: readonly number[]): number[] {
  return attempts.map((attempt) => policy.delay(attempt, NO_SPREAD));
}

test("by default the first restart is at once, then 100 ms, doubled up to 30 s", () => {
  const policy = backoff();
  assert.deepEqual(delays(policy, [0, 1, 2, 3, 4, 9, 10, 11]), [0, 100, 200, 400, 800, 25_600, 30_000, 30_000]);
  assert.equal(policy.resetAfter, 60_000);
});

test("every option is heeded", () => {
  const policy = backoff({ first: "1s", initial: 10, factor: 3, max: "50ms", jitter: 0.5, resetAfter: "2m" });
  assert.deepEqual(delays(policy, [0, 1, 2, 3]), [1_000, 10, 30, 50]);
  assert.equal(policy.resetAfter, 120_000);
  assert.equal(policy.delay(1, 0), 5);
});

test("the first wait is exact; later ones are spread by a fifth to both sides, at the most too", () => {
  const policy = backoff({ first: 50 });
  const almostOne = 1 - 2 ** -53;
  assert.equal(policy.delay(0, 0), 50);
  assert.equal(policy.delay(1, 0), 80);
  assert.equal(Math.round(policy.delay(1, almostOne)), 120);
  assert.equal(policy.delay(100, 0), 24_000);
  assert.equal(Math.round(policy.delay(100, almostOne)), 36_000);
});

test("attempts without end wait the most, and never a length that is no number", () => {
  for (const attempt of [1_025, 1e9, Number.MAX_SAFE_INTEGER]) {
    assert.equal(backoff().delay(attempt, NO_SPREAD), 30_000);
    assert.equal(backoff({ initial: 0 }).delay(attempt, NO_SPREAD), 0);
    assert.equal(backoff({ factor: 1 }).delay(attempt, NO_SPREAD), 100);
  }
});

test("an initial wait longer than 30 s raises the default most", () => {
  assert.deepEqual(delays(backoff({ initial: "1m" }), [1, 2]), [60_000, 60_000]);
  assert.deepEqual(delays(backoff({ max: 10 }), [1, 2]), [10, 10]);
});

test("an option that is undefined has its default", () => {
  assert.deepEqual(delays(backoff({ initial: undefined } as object), [1]), [100]);
});

test("waits stay within the bounds that the options name, and grow save for the spread", () => {
  const options = fc.record({
    first: fc.nat(10_000),
    initial: fc.nat(1_000),
    factor: fc.double({ min: 1, max: 1_000, noNaN: true }),
    max: fc.integer({ min: 1_000, max: 100_000 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(options, fc.nat(5_000), random, (given, attempt, chance) => {
      const policy = backoff(given);
      const delay = policy.delay(attempt, chance);
      if (attempt === 0) return assert.equal(delay, given.first);
      assert.ok(delay >= 0 && delay <= given.max * (1 + given.jitter));
      assert.ok(delay >= given.initial * (1 - given.jitter) - 1e-9);
      assert.ok(policy.delay(attempt + 1, NO_SPREAD) >= policy.delay(attempt, NO_SPREAD));
      return undefined;
    }),
  );
});

test("wrong options are refused with their path, what came and what is allowed", () => {
  const refused: [unknown, string, RegExp][] = [
    [{ factor: 0.5 }, "BAD_OPTION", /^shop\/db: backoff\.factor is 0\.5: expected a finite number, at least 1\.$/],
    [{ factor: Infinity }, "BAD_OPTION", /backoff\.factor is Infinity/],
    [{ factor: "2" }, "BAD_OPTION", /backoff\.factor is '2'/],
    [{ jitter: 1.1 }, "BAD_OPTION", /backoff\.jitter is 1\.1: expected a number from 0 to 1\.$/],
    [{ jitter: Number.NaN }, "BAD_OPTION", /backoff\.jitter is NaN/],
    [{ inital: "1s" }, "BAD_OPTION", /backoff\.inital is '1s': there is no such option; there are first, initial, factor, max, /],
    [{ initial: "fast" }, "BAD_DURATION", /^shop\/db: backoff\.initial is 'fast'/],
    [{ first: -1 }, "BAD_DURATION", /backoff\.first is -1/],
    [{ max: Infinity }, "BAD_DURATION", /backoff\.max is Infinity/],
    [{ resetAfter: {} }, "BAD_DURATION", /backoff\.resetAfter is \{\}/],
    [
      { initial: "5s", max: "1s" },
      "BAD_COMBINATION",
      /backoff\.max is '1s', less than shop\/db: backoff\.initial, '5s': raise max/,
    ],
    ["fast", "BAD_OPTION", /^shop\/db: backoff is 'fast': expected an object such as/],
    [null, "BAD_OPTION", /backoff is null/],
    [[], "BAD_OPTION", /backoff is \[\]/],
  ];
  for (const [given, code, message] of refused) {
    assert.throws(() => backoff(given as BackoffOptions, "shop/db: backoff"), { code, message });
  }
});
