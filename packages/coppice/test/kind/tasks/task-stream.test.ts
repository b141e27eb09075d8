import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type AnyApp, type Context, supervisor, task, taskSupervisor, type TaskStreamOptions, type TaskOutcome } from "coppice";
import type { VirtualRuntime } from "coppice/testing";
import { untilStopped } from "../../app/children.ts";
import { grow, watch } from "../../support/grown-tree.ts";

const tasks = taskSupervisor("tasks", { defaults: { shutdown: "1s" } });

/** A tree with a task supervisor. */
async function grown(): Promise<{ app: AnyApp; runtime: VirtualRuntime; running: () => number }> {
  const { app, runtime } = await grow(supervisor("shop", [tasks]));
  return { app, runtime, running: () => app.lookup("tasks").countChildren().active };
}

/** Takes all outcomes of a stream. */
async function all<Input, Result>(stream: AsyncIterable<TaskOutcome<Input, Result>>): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for await (const outcome of stream) outcomes.push(outcome.ok ? outcome.value : (outcome.error as { message: string }).message);
  return outcomes;
}

/** Sleeps so many seconds, and answers how many. */
async function sleeps(seconds: number, { sleep }: Context): Promise<number> {
  await sleep(seconds * 1_000);
  return seconds;
}

suite("task streams", () => {
  test("outcomes come in the order of the inputs, or as they are done", async () => {
    const { app, runtime } = await grown();
    const ordered = watch(all(app.use(tasks).stream([3, 1, 2], sleeps, { concurrency: 3 })));
    const unordered = watch(all(app.use(tasks).stream([3, 1, 2], sleeps, { concurrency: 3, order: false })));
    await runtime.advance("5s");
    assert.deepEqual(ordered.value, [3, 1, 2]);
    assert.deepEqual(unordered.value, [1, 2, 3]);
    await app.stop();
  });

  test("no more run than allowed, and no more wait to be taken", async () => {
    const { app, runtime, running } = await grown();
    for (const order of [true, false]) {
      let pulled = 0;
      let most = 0;
      const inputs = (function* () {
        for (; pulled < 100;) yield (pulled += 1);
      })();
      const stream = app
        .use(tasks)
        .stream(inputs, async () => void (most = Math.max(most, running())), { concurrency: 4, order });
      await runtime.settle();
      assert.equal(pulled, 0, "nothing runs before it is asked for");
      const first = stream.next();
      await runtime.settle();
      await first;
      assert.equal(pulled, 5, "one taken, four begun");
      await runtime.advance("1h");
      assert.equal(pulled, 5, "nobody takes: nothing is begun");
      assert.equal((await all(stream)).length, 99);
      assert.ok(most <= 4, `${most} at once`);
    }
    await app.stop();
  });

  test("what fails is an outcome, and the others go on; so is what takes too long", async () => {
    const { app, runtime } = await grown();
    const stream = app.use(tasks).stream(
      [1, 2, 60, 3],
      async (input, ctx) => {
        if (input === 2) throw new Error("two");
        return await sleeps(input, ctx);
      },
      { concurrency: 2, timeout: "5s" },
    );
    const taken = watch(all(stream));
    await runtime.advance("20s");
    assert.deepEqual(taken.value, [1, "two", "shop/tasks/task-3 did not answer within 5 s, and was cancelled", 3]);
    await app.stop();
  });

  test("a timeout may end the stream, and what runs with it", async () => {
    const { app, runtime, running } = await grown();
    const stream = app.use(tasks).stream([1, 60, 60], sleeps, { concurrency: 3, timeout: "5s", onTimeout: "fail" });
    const taken = watch(all(stream));
    await runtime.advance("20s");
    assert.equal((taken.error as { code?: unknown }).code, "TASK_TIMEOUT");
    assert.equal(running(), 0);
    assert.deepEqual(await stream.next(), { done: true, value: undefined });
    await app.stop();
  });

  test("one that does not end when it timed out keeps its place until it is killed", async () => {
    const { app, runtime } = await grown();
    const started: number[] = [];
    const stream = app.use(tasks).stream(
      [1, 2],
      (input) => {
        started.push(input);
        return input === 1 ? new Promise<number>(() => {}) : input;
      },
      { concurrency: 1, timeout: "2s" },
    );
    const taken = watch(all(stream));
    await runtime.advance("2500ms");
    assert.deepEqual(started, [1]);
    await runtime.advance("1s");
    assert.deepEqual(started, [1, 2]);
    assert.equal(taken.state, "done");
    await app.stop();
  });

  test("leaving the loop cancels what runs and ends the inputs, and is over when that is down", async () => {
    const { app, runtime, running } = await grown();
    let ended = false;
    const inputs = (async function* () {
      try {
        for (let input = 1; ; input += 1) yield input;
      } finally {
        ended = true;
      }
    })();
    const left = watch(
      (async () => {
        for await (const outcome of app.use(tasks).stream(inputs, sleeps, { concurrency: 3 })) return outcome;
        return undefined;
      })(),
    );
    await runtime.advance("1s");
    assert.deepEqual(left.value, { ok: true, index: 0, input: 1, value: 1 });
    assert.equal(running(), 0);
    assert.equal(ended, true);
    await app.stop();
  });

  test("return() ends it also while somebody waits for the next", async () => {
    const { app, runtime, running } = await grown();
    const stream = app.use(tasks).stream([60], sleeps);
    const waiting = watch(stream.next());
    await runtime.settle();
    const returned = watch(stream.return());
    await runtime.settle();
    assert.deepEqual(
      [waiting.value, returned.value],
      [
        { done: true, value: undefined },
        { done: true, value: undefined },
      ],
    );
    assert.equal(running(), 0);
    await app.stop();
  });

  test("a signal that is aborted ends it with its reason, before or meanwhile", async () => {
    const { app, runtime, running } = await grown();
    const reason = new Error("enough");
    await assert.rejects(all(app.use(tasks).stream([1], sleeps, { signal: AbortSignal.abort(reason) })), reason);
    const controller = new AbortController();
    const taken = watch(all(app.use(tasks).stream([60], sleeps, { signal: controller.signal })));
    await runtime.settle();
    controller.abort(reason);
    await runtime.settle();
    assert.equal(taken.error, reason);
    assert.equal(running(), 0);
    await app.stop();
  });

  test("the end of the child that asked ends it, and what runs; the child ends well", async () => {
    const caller = task(
      "caller",
      async ({ use }) => void (await all(use(tasks).stream([60, 60, 60], sleeps, { concurrency: 2 }))),
    );
    const { app, runtime } = await grow(supervisor("shop", [tasks, caller]));
    await runtime.settle();
    assert.equal(app.lookup("tasks").countChildren().active, 2);
    assert.deepEqual(await app.stopChild("caller"), { type: "shutdown" });
    await runtime.settle();
    assert.equal(app.lookup("tasks").countChildren().active, 0);
    await app.stop();
  });

  test("inputs that throw end it with what they threw, async or not, and at any time", async () => {
    const { app, runtime, running } = await grown();
    const error = new Error("no more");
    const sync = (function* () {
      yield 1;
      throw error;
    })();
    const async = (async function* () {
      yield 1;
      throw error;
    })();
    const opening: Iterable<number> = {
      [Symbol.iterator]: () => {
        throw error;
      },
    };
    for (const inputs of [sync, async, opening]) {
      const taken = watch(all(app.use(tasks).stream(inputs, sleeps, { concurrency: 2 })));
      await runtime.advance("5s");
      assert.equal(taken.error, error);
      assert.equal(running(), 0);
    }
    await app.stop();
  });

  test("async inputs are asked for one at a time, and slow ones hold nothing up", async () => {
    const { app, runtime } = await grown();
    let asked = 0;
    const inputs: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          asked += 1;
          assert.equal(asked, 1, "one at a time");
          await new Promise<void>((resolve) => void runtime.after(1_000, resolve));
          asked -= 1;
          return runtime.now() >= 5_000 ? { done: true, value: undefined } : { done: false, value: 1 };
        },
      }),
    };
    const taken = watch(all(app.use(tasks).stream(inputs, sleeps, { concurrency: 3 })));
    await runtime.advance("10s");
    assert.deepEqual(taken.value, [1, 1, 1, 1]);
    await app.stop();
  });

  test("no inputs are no outcomes; more takers than inputs all get an answer", async () => {
    const { app, runtime } = await grown();
    assert.deepEqual(await all(app.use(tasks).stream([], sleeps)), []);
    const stream = app.use(tasks).stream([1], sleeps);
    const takers = watch(Promise.all([stream.next(), stream.next(), stream.next()]));
    await runtime.advance("2s");
    assert.deepEqual(
      takers.value?.map(({ done }) => done),
      [false, true, true],
    );
    await app.stop();
  });

  test("a task supervisor that stops meanwhile is what became of each input", async () => {
    const { app, runtime } = await grown();
    const taken = watch(
      all(app.use(tasks).stream([60, 60], (_input, ctx) => untilStopped(ctx).then(() => ctx.sleep("1s")), { concurrency: 1 })),
    );
    await runtime.settle();
    await app.stop();
    await runtime.settle();
    assert.equal(taken.state, "done");
    assert.equal(taken.value?.length, 2);
  });

  test("wrong options and inputs are refused", async () => {
    const { app } = await grown();
    const wrong: Record<keyof TaskStreamOptions | "paralel", unknown[]> = {
      concurrency: [0, -1, 1.5, Infinity, "2"],
      order: ["yes", 1],
      timeout: [0],
      onTimeout: ["kill"],
      signal: [{}],
      paralel: [1],
    };
    for (const [option, values] of Object.entries(wrong)) {
      for (const value of values) {
        assert.throws(
          () => app.use(tasks).stream([1], sleeps, { [option]: value }),
          { code: "BAD_OPTION" },
          `${option}: ${String(value)}`,
        );
      }
    }
    assert.throws(() => app.use(tasks).stream([1], sleeps, { timeout: "soon" as never }), { code: "BAD_DURATION" });
    assert.throws(() => app.use(tasks).stream([1], sleeps, null as never), { code: "BAD_OPTION" });
    for (const inputs of [undefined, 1, {}]) {
      assert.throws(() => app.use(tasks).stream(inputs as never, sleeps), { code: "BAD_OPTION" });
    }
    assert.throws(() => app.use(tasks).stream([1], 1 as never), { code: "BAD_OPTION" });
    await app.stop();
  });
});
