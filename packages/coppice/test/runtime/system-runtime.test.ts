import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { stat } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import type { Runtime, TimerOptions } from "../../src/runtime/runtime.ts";
import { plainRuntime } from "../../src/runtime/plain-runtime.ts";
import { systemRuntime } from "../../src/runtime/system-runtime.ts";

/** The most that setTimeout takes. */
const LONGEST = 2 ** 31 - 1;

function elapsed(runtime: Runtime, delay: number, options?: TimerOptions): Promise<void> {
  return new Promise((resolve) => {
    runtime.after(delay, resolve, options);
  });
}

/** Keeps the loop from turning. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Puts a clock and timers in the place of Node's that a test moves together; turns of the loop stay real. */
function fakeTime(t: TestContext): (ms: number) => Promise<void> {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  return async (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
    await turn();
  };
}

test("now goes on, wall is the time of day, random is from 0 up to 1", () => {
  const before = systemRuntime.now();
  block(2);
  assert.ok(systemRuntime.now() - before >= 2);
  assert.ok(Math.abs(systemRuntime.wall() - Date.now()) < 1_000);
  const chance = systemRuntime.random();
  assert.ok(chance >= 0 && chance < 1);
});

test("a timer is never early, not by a fraction of a millisecond", async () => {
  const delays = Array.from({ length: 200 }, (_, index) => 1 + index / 13);
  await Promise.all(
    delays.map(async (delay) => {
      const begun = performance.now();
      await elapsed(systemRuntime, delay);
      assert.ok(performance.now() - begun >= delay);
    }),
  );
});

test("a timer that came due while the loop stood still waits until the answers already there are read", async () => {
  const order: string[] = [];
  await turn();
  // From here, after the poll of this turn, the next thing Node looks at is timers.
  const timer = elapsed(systemRuntime, 5).then(() => order.push("timer"));
  const answer = promisify(stat)(import.meta.filename).then(() => order.push("answer"));
  block(50);
  await Promise.all([timer, answer]);
  assert.deepEqual(order, ["answer", "timer"]);
});

test("soon does not call at once, and a chain of it lets I/O in", async () => {
  let answered = false;
  stat(import.meta.filename, () => {
    answered = true;
  });
  let calls = 0;
  await new Promise<void>((resolve) => {
    function again(): void {
      calls += 1;
      if (answered) resolve();
      else systemRuntime.soon(again);
    }
    systemRuntime.soon(again);
    assert.equal(calls, 0);
  });
  assert.ok(calls > 0);
});

test("a cancelled timer never calls, also when it was due already; cancelling again does nothing", async () => {
  const calls: string[] = [];
  const early = systemRuntime.after(1, () => calls.push("early"));
  early.cancel();
  early.cancel();
  const first = systemRuntime.after(2, () => {
    calls.push("first");
    second.cancel();
  });
  const second = systemRuntime.after(2, () => calls.push("second"));
  block(5);
  await elapsed(systemRuntime, 5);
  first.cancel();
  assert.deepEqual(calls, ["first"]);
});

test("a delay beyond what setTimeout takes, 24.8 days, is waited for in full", async (t) => {
  const pass = fakeTime(t);
  const calls: number[] = [];
  systemRuntime.after(2 * LONGEST + 10, () => calls.push(performance.now()));
  for (const span of [LONGEST, LONGEST, 9]) await pass(span);
  assert.deepEqual(calls, []);
  await pass(1);
  assert.deepEqual(calls, [2 * LONGEST + 10]);
});

test("Node is never asked for a delay that it would cut to 1 ms", (t) => {
  const asked = t.mock.method(globalThis, "setTimeout");
  systemRuntime.after(2 ** 40, () => assert.fail("called")).cancel();
  assert.deepEqual(
    asked.mock.calls.map(({ arguments: [, delay] }) => delay),
    [LONGEST],
  );
});

test("a delay without end never comes due", async (t) => {
  const pass = fakeTime(t);
  systemRuntime.after(Infinity, () => assert.fail("called"));
  for (let wait = 0; wait < 100; wait += 1) await pass(LONGEST);
});

test("a pending timer keeps the process alive, unless it was cancelled or ref is false", async () => {
  const runtime = JSON.stringify(new URL("../../src/runtime/system-runtime.ts", import.meta.url).href);
  const script = `import { systemRuntime } from ${runtime};
    systemRuntime.after(60_000, () => console.log("not held"), { ref: false });
    systemRuntime.after(60_000, () => console.log("cancelled")).cancel();
    systemRuntime.after(20, () => console.log("held"));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { timeout: 30_000 });
  assert.equal(stdout, "held\n");
});

test("what is called inside a life belongs to it, through awaits and timers, until outside", async () => {
  const life = {};
  const inner = {};
  assert.equal(systemRuntime.current(), undefined);
  const seen = await systemRuntime.enter(life, async () => {
    await turn();
    await elapsed(systemRuntime, 1);
    return [
      systemRuntime.current(),
      systemRuntime.enter(inner, () => systemRuntime.current()),
      systemRuntime.outside(() => systemRuntime.current()),
      systemRuntime.current(),
    ];
  });
  assert.deepEqual(
    seen.map((found) => [life, inner, undefined].indexOf(found as object)),
    [0, 1, 2, 0],
  );
  assert.equal(
    systemRuntime.outside(() => "answer"),
    "answer",
  );
});

test("the plain runtime calls the same and knows no life", async () => {
  const seen = plainRuntime.enter({}, () => [plainRuntime.current(), systemRuntime.current()]);
  assert.deepEqual(seen, [undefined, undefined]);
  assert.equal(
    plainRuntime.outside(() => "answer"),
    "answer",
  );
  const begun = plainRuntime.now();
  await elapsed(plainRuntime, 2);
  assert.ok(plainRuntime.now() - begun >= 2);
});
