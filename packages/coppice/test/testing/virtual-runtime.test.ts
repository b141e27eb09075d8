import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { CoppiceError } from "../../src/error.ts";
import { virtualRuntime } from "../../src/testing/index.ts";

/** As much asynchronous work as wanted, on microtasks alone. */
async function microtasks(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await Promise.resolve();
}

test("time stands still until it is moved, and then moves by exactly that", async () => {
  const runtime = virtualRuntime();
  const wall = runtime.wall();
  assert.equal(runtime.now(), 0);
  await runtime.settle();
  assert.equal(runtime.now(), 0);
  await runtime.advance("1.5s");
  await runtime.advance(250);
  assert.equal(runtime.now(), 1_750);
  assert.equal(runtime.wall(), wall + 1_750);
});

test("timers run in the order of their due times, then of their making, each at its own time", async () => {
  const runtime = virtualRuntime();
  const ran: [string, number][] = [];
  const note = (name: string) => () => ran.push([name, runtime.now()]);
  runtime.after(30, note("c"));
  runtime.after(10, note("a"));
  runtime.after(10, note("b"));
  runtime.after(31, note("late"));
  await runtime.advance(30);
  assert.deepEqual(ran, [
    ["a", 10],
    ["b", 10],
    ["c", 30],
  ]);
  assert.equal(runtime.pending, 1);
});

test("any timers, cancelled ones left out, run in the order of a plain sort", async () => {
  const timers = fc.array(fc.record({ delay: fc.nat(20), cancelled: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(timers, async (wanted) => {
      const runtime = virtualRuntime();
      const ran: number[] = [];
      const made = wanted.map(({ delay }, index) => runtime.after(delay, () => ran.push(index)));
      wanted.forEach(({ cancelled }, index) => cancelled && made[index]?.cancel());
      await runtime.advance(20);
      const expected = wanted.map((timer, index) => ({ ...timer, index })).filter(({ cancelled }) => !cancelled);
      assert.deepEqual(
        ran,
        expected.toSorted((a, b) => a.delay - b.delay || a.index - b.index).map(({ index }) => index),
      );
    }),
    { numRuns: 50 },
  );
});

test("all that follows from a timer on microtasks, however long, is done before the next one runs", async () => {
  const runtime = virtualRuntime();
  const order: string[] = [];
  runtime.after(10, () => void microtasks(5_000).then(() => order.push("end of the first")));
  runtime.after(10, () => order.push("second"));
  await runtime.advance(10);
  assert.deepEqual(order, ["end of the first", "second"]);
});

test("a timer made on the way runs in the same move when it comes due in it", async () => {
  const runtime = virtualRuntime();
  const at: number[] = [];
  function again(): void {
    at.push(runtime.now());
    runtime.after(10, again);
  }
  runtime.after(10, again);
  await runtime.advance(35);
  assert.deepEqual(at, [10, 20, 30]);
  assert.equal(runtime.now(), 35);
});

test("settle runs soon calls and what is due now, to the end of what follows, and leaves the future", async () => {
  const runtime = virtualRuntime();
  const ran: string[] = [];
  async function follow(): Promise<void> {
    ran.push("soon");
    await microtasks(100);
    runtime.soon(() => void microtasks(100).then(() => runtime.after(0, () => ran.push("due at once"))));
  }
  runtime.soon(() => void follow());
  runtime.after(1, () => ran.push("future"));
  assert.deepEqual(ran, []);
  await runtime.settle();
  assert.deepEqual(ran, ["soon", "due at once"]);
});

test("soon calls run in their order, one turn after they are made, timers that are due between them", async () => {
  const runtime = virtualRuntime();
  const ran: string[] = [];
  runtime.soon(() => {
    ran.push("one");
    runtime.soon(() => ran.push("three"));
  });
  runtime.after(0, () => ran.push("timer"));
  runtime.soon(() => ran.push("two"));
  await runtime.settle();
  assert.deepEqual(ran, ["one", "two", "timer", "three"]);
});

test("a loop without a delay ends in UNSETTLED, which says what to do", async () => {
  const runtime = virtualRuntime({ maxTurns: 1_000 });
  let calls = 0;
  function crash(): void {
    calls += 1;
    runtime.soon(crash);
  }
  crash();
  await assert.rejects(
    runtime.settle(),
    (error) =>
      error instanceof CoppiceError && error.code === "UNSETTLED" && /1000 turns at 0 ms .*backoff.*maxTurns/.test(error.message),
  );
  assert.equal(calls, 1_001);
  await assert.rejects(runtime.advance(1), { code: "UNSETTLED" });
});

test("a timer without a delay that makes itself anew ends in UNSETTLED too", async () => {
  const runtime = virtualRuntime({ maxTurns: 100 });
  function again(): void {
    runtime.after(0, again);
  }
  again();
  await assert.rejects(runtime.settle(), { code: "UNSETTLED" });
});

test("very many calls at one instant are no loop", async () => {
  const runtime = virtualRuntime({ maxTurns: 3 });
  let calls = 0;
  for (let call = 0; call < 1_000; call += 1) runtime.soon(() => (calls += 1));
  await runtime.settle();
  assert.equal(calls, 1_000);
});

test("cancelling, before or after the call, or from another call of the same time, is kept", async () => {
  const runtime = virtualRuntime();
  const ran: string[] = [];
  const first = runtime.after(10, () => {
    ran.push("first");
    second.cancel();
  });
  const second = runtime.after(10, () => ran.push("second"));
  const third = runtime.after(5, () => ran.push("third"));
  assert.equal(runtime.pending, 3);
  third.cancel();
  third.cancel();
  assert.equal(runtime.pending, 2);
  await runtime.advance("1s");
  first.cancel();
  assert.deepEqual(ran, ["first"]);
  assert.equal(runtime.pending, 0);
});

test("moves that are asked for together come one after another", async () => {
  const runtime = virtualRuntime();
  const at: number[] = [];
  runtime.after(10, () => at.push(runtime.now()));
  runtime.after(15, () => at.push(runtime.now()));
  await Promise.all([runtime.advance(10), runtime.settle(), runtime.advance(10)]);
  assert.deepEqual(at, [10, 15]);
  assert.equal(runtime.now(), 20);
});

test("what a call throws rejects the move; the rest stays due and runs in the next", async () => {
  const runtime = virtualRuntime();
  const ran: string[] = [];
  const boom = new Error("boom");
  runtime.after(10, () => {
    throw boom;
  });
  runtime.after(10, () => ran.push("other"));
  await assert.rejects(runtime.advance(20), boom);
  assert.deepEqual([ran, runtime.now()], [[], 10]);
  await runtime.settle();
  assert.deepEqual(ran, ["other"]);
});

test("a wrong duration is refused, and time stays", async () => {
  const runtime = virtualRuntime();
  await assert.rejects(runtime.advance("5sec" as "5s"), { code: "BAD_DURATION", message: /^advance\(duration\) is '5sec'/ });
  await assert.rejects(runtime.advance(-1), { code: "BAD_DURATION" });
  assert.equal(runtime.now(), 0);
});

test("random numbers follow from the seed", () => {
  const draw = (seed?: number): number[] => {
    const runtime = virtualRuntime(seed === undefined ? {} : { seed });
    return [runtime.random(), runtime.random(), runtime.random()];
  };
  assert.deepEqual(draw(), draw(1));
  assert.deepEqual(draw(5), draw(5));
  assert.notDeepEqual(draw(5), draw(6));
});

test("what is called inside a life belongs to it, through awaits, timers and soon, until outside", async () => {
  const runtime = virtualRuntime();
  const life = {};
  const seen: unknown[] = [];
  const look = (): unknown => seen.push(runtime.current());
  void runtime.enter(life, async () => {
    runtime.soon(look);
    runtime.after(10, look);
    await microtasks(3);
    look();
    runtime.outside(look);
  });
  look();
  await runtime.advance(10);
  assert.deepEqual(
    seen.map((found) => [undefined, life].indexOf(found as object)),
    [0, 1, 0, 1, 1],
  );
  assert.equal(runtime.current(), undefined);
});

test("other async contexts of the caller reach its timers, as with Node's own", async () => {
  const request = new AsyncLocalStorage<string>();
  const runtime = virtualRuntime();
  const seen: unknown[] = [];
  request.run("r1", () => runtime.after(1, () => seen.push(request.getStore())));
  await request.run("r2", () => runtime.advance(1));
  assert.deepEqual(seen, ["r1"]);
});

test("I/O is real: a move does not wait for it, and what it leads to runs in a later one", async () => {
  const runtime = virtualRuntime();
  let read = 0;
  const reading = readFile(import.meta.filename).then(({ length }) => {
    runtime.soon(() => (read = length));
  });
  await runtime.settle();
  await reading;
  await runtime.settle();
  assert.ok(read > 0);
});

test("a runtime put over setImmediate by a test later does not stop it", async (t) => {
  t.mock.timers.enable({ apis: ["setImmediate", "setTimeout"] });
  const runtime = virtualRuntime();
  let called = false;
  runtime.after(10, () => (called = true));
  await runtime.advance(10);
  assert.ok(called);
});
