import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RestartWindow } from "../../src/restart/restart-window.ts";

test("trips on more than the limit, not at it", () => {
  const window = new RestartWindow(3, 5_000);
  assert.deepEqual(
    [0, 1, 2, 3].map((now) => window.add(now)),
    [false, false, false, true],
  );
});

test("a restart exactly as old as the window still counts; a moment older does not", () => {
  const inclusive = new RestartWindow(1, 5_000);
  inclusive.add(0);
  assert.equal(inclusive.add(5_000), true);
  const past = new RestartWindow(1, 5_000);
  past.add(0);
  assert.equal(past.add(5_000.001), false);
});

test("a limit of 0 trips at the first restart", () => {
  assert.equal(new RestartWindow(0, 5_000).add(0), true);
});

test("a limit of Infinity never trips and counts nothing", () => {
  const window = new RestartWindow(Infinity, 5_000);
  for (let restart = 0; restart < 10_000; restart += 1) assert.equal(window.add(0), false);
  assert.equal(window.count(0), 0);
});

test("once tripped it stays so until enough restarts are old", () => {
  const window = new RestartWindow(2, 10);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((now) => window.add(now)),
    [false, false, true, true, true],
  );
  assert.equal(window.add(100), false);
  assert.equal(window.count(100), 1);
});

test("clear forgets all restarts", () => {
  const window = new RestartWindow(1, 10);
  window.add(0);
  window.clear();
  assert.equal(window.count(0), 0);
  assert.deepEqual([window.add(0), window.add(0)], [false, true]);
});

test("a limit of a million costs no memory until restarts come, and then no more than they need", () => {
  const before = process.memoryUsage().arrayBuffers;
  const windows = Array.from({ length: 1_000 }, () => new RestartWindow(1_000_000, 1_000));
  for (const window of windows) for (let now = 0; now < 5; now += 1) window.add(now);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000 * 1_000);
});

test("a million restarts within a limit of a million count in full", () => {
  const window = new RestartWindow(1_000_000, Infinity);
  for (let restart = 0; restart < 1_000_000; restart += 1) assert.equal(window.add(restart), false);
  assert.equal(window.add(1_000_000), true);
  assert.equal(window.count(1_000_000), 1_000_001);
});

test("answers as a plain list of all restarts does", () => {
  const step = fc.record({ wait: fc.oneof(fc.constantFrom(0, 1, 10), fc.nat(30)), clear: fc.nat(50).map((roll) => roll === 0) });
  fc.assert(
    fc.property(fc.nat(12), fc.nat(20), fc.array(step, { maxLength: 200 }), (limit, within, steps) => {
      const window = new RestartWindow(limit, within);
      let all: number[] = [];
      let now = 0;
      for (const { wait, clear } of steps) {
        now += wait;
        const recentBefore = all.filter((time) => now - time <= within).length;
        assert.equal(window.count(now), Math.min(recentBefore, limit + 1));
        if (clear) {
          window.clear();
          all = [];
        }
        all.push(now);
        const recent = all.filter((time) => now - time <= within).length;
        assert.equal(window.add(now), recent > limit);
      }
    }),
    { numRuns: 500 },
  );
});
