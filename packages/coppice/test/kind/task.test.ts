import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, IGNORE } from "../../src/child/context.ts";
import { STOP_REASON } from "../../src/child/stop-reason.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { errorOf } from "../support/exits.ts";
import { alone } from "../support/lone-place.ts";
import { plant } from "../support/planted-root.ts";
import { never, thenable, untilStopped } from "../support/promises.ts";
import { taskSpec } from "../support/specs.ts";

test("a function is called anew for each incarnation, with a context that knows its number", async () => {
  const runtime = virtualRuntime();
  const seen: [string, string, number][] = [];
  plant(runtime, [
    taskSpec("a", async ({ id, path, incarnation, sleep }) => {
      seen.push([id, path, incarnation]);
      await sleep("1s");
      throw new Error("broken");
    }),
  ]);
  await runtime.advance("2500ms");
  assert.deepEqual(seen, [
    ["a", "root/a", 1],
    ["a", "root/a", 2],
    ["a", "root/a", 3],
  ]);
});

test("an object, or a class, is made anew for each incarnation", async () => {
  const runtime = virtualRuntime();
  const made: object[] = [];
  class Importer {
    readonly ctx: Context;
    constructor(ctx: Context) {
      this.ctx = ctx;
      made.push(this);
    }
    async run(): Promise<void> {
      await this.ctx.sleep("1s");
      throw new Error("broken");
    }
  }
  plant(runtime, [taskSpec("class", Importer), taskSpec("factory", (ctx: Context) => new Importer(ctx))]);
  await runtime.advance("1s");
  assert.equal(new Set(made).size, 4);
});

test("a function that answers a promise is ready at once, before the promise settles", () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(runtime, taskSpec("a", never));
  life.begin();
  assert.deepEqual(place.news, ["ready"]);
});

test("with ready: signal it is ready when it says so, once", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [
    taskSpec(
      "a",
      async ({ sleep, ready }) => {
        await sleep("1s");
        ready();
        ready();
        await never();
      },
      { ready: "signal" },
    ),
  ]);
  await runtime.advance("999ms");
  assert.equal(root.child("a").state, "starting");
  await runtime.advance("1ms");
  assert.equal(root.child("a").state, "running");
  assert.equal(root.of("root/a", "child.started").length, 1);
});

test("a task that ends before it was ready failed to start, and is told how to mend it", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [taskSpec("a", async () => undefined, { ready: "signal" })]);
  await runtime.settle();
  const error = errorOf(root.child("a").exit);
  assert.equal(error.code, "ENDED_BEFORE_READY");
  assert.match(error.message, /root\/a ended before it was ready.*ctx\.ready\(\).*ctx\.ignore\(\)/);
});

test("a task that ends by itself exits normal; one that rejects or throws, failed", async () => {
  const runtime = virtualRuntime();
  const thrower = (): Promise<void> => {
    throw new TypeError("thrown");
  };
  const cases = [
    alone(
      runtime,
      taskSpec("well", async () => 1),
    ),
    alone(
      runtime,
      taskSpec("rejects", async () => Promise.reject(new RangeError("rejected"))),
    ),
    alone(runtime, taskSpec("throws", thrower)),
    alone(
      runtime,
      taskSpec("undefined", async () => Promise.reject(undefined)),
    ),
  ];
  for (const { life } of cases) life.begin();
  await runtime.settle();
  const [well, rejects, throws, nothing] = cases.map(({ place }) => place.exit);
  assert.deepEqual(well, { type: "normal" });
  assert.equal(errorOf(rejects).name, "RangeError");
  assert.equal(errorOf(throws).name, "TypeError");
  assert.equal(errorOf(nothing).name, "NonError");
  assert.deepEqual(cases[2]?.place.news, ["exited"], "a throw is no start");
});

test("a rejection with the stop's reason counts as failed when nobody asked", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", async () => Promise.reject(STOP_REASON)),
  );
  life.begin();
  await runtime.settle();
  assert.equal(errorOf(place.exit).name, "AbortError");
});

test("asked to stop: fulfilment, the signal's reason and any error caused by it are shutdown, anything else keeps its type", async () => {
  const runtime = virtualRuntime();
  const endings: Record<string, (ctx: Context) => Promise<unknown>> = {
    fulfils: untilStopped,
    reason: async (ctx) => {
      await untilStopped(ctx);
      throw ctx.signal.reason;
    },
    caused: async (ctx) => {
      await untilStopped(ctx);
      throw new Error("query failed", { cause: ctx.signal.reason });
    },
    fails: async (ctx) => {
      await untilStopped(ctx);
      throw new Error("lost the file");
    },
  };
  const root = plant(
    runtime,
    Object.entries(endings).map(([id, run]) => taskSpec(id, run)),
  );
  await runtime.settle();
  root.supervisor.stop();
  await runtime.settle();
  for (const id of ["fulfils", "reason", "caused"]) assert.deepEqual(root.child(id).exit, { type: "shutdown" }, id);
  assert.equal(errorOf(root.child("fails").exit).message, "lost the file");
});

test("an object is initialized, then ready, then run, and its shutdown hook runs after run ended", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const { life, place } = alone(
    runtime,
    taskSpec("a", (ctx: Context) => ({
      async initialize(given: Context) {
        calls.push(`initialize ${given === ctx}`);
        await given.sleep("1s");
        calls.push(`initialized ${place.news.join()}`);
      },
      async run(given: Context) {
        calls.push(`run ${given === ctx}`);
        await given.sleep("1s");
        calls.push(`ran ${place.news.join()}`);
      },
      async shutdown(given: Context) {
        calls.push(`shutdown ${given === ctx}`);
        await Promise.resolve();
        calls.push(`shut down ${place.news.join()}`);
      },
    })),
  );
  life.begin();
  await runtime.advance("5s");
  assert.deepEqual(calls, ["initialize true", "initialized ", "run true", "ran ready", "shutdown true", "shut down ready"]);
  assert.deepEqual(place.exit, { type: "normal" });
});

test("the hook also runs after run failed, and its own failure is told and changes nothing", async () => {
  const runtime = virtualRuntime();
  const hook = (): never => {
    throw new Error("hook broke");
  };
  for (const shutdown of [hook, async () => hook()]) {
    const run = async (): Promise<never> => Promise.reject(new Error("run broke"));
    const { life, place } = alone(
      runtime,
      taskSpec("a", () => ({ run, shutdown })),
    );
    life.begin();
    await runtime.settle();
    assert.equal(errorOf(place.exit).message, "run broke");
    assert.deepEqual(place.news, ["ready", "hook.failed", "exited"]);
    assert.equal(place.told[1]?.error, "hook broke");
  }
});

test("when initialize fails there is no run and no hook, and the start has failed", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const broken = (): never => {
    throw new Error("no disk");
  };
  for (const initialize of [broken, async () => broken()]) {
    const { life, place } = alone(
      runtime,
      taskSpec("a", () => ({
        initialize,
        run: async () => calls.push("run"),
        shutdown: () => calls.push("shutdown"),
      })),
    );
    life.begin();
    await runtime.settle();
    assert.equal(errorOf(place.exit).message, "no disk");
    assert.deepEqual(place.news, ["exited"]);
  }
  assert.deepEqual(calls, []);
});

test("a stop during initialize aborts the signal; then there is no run, and the hook runs only if initialize completed", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const task = (id: string, initialize: (ctx: Context) => Promise<unknown>) =>
    alone(
      runtime,
      taskSpec(id, () => ({
        initialize,
        run: async () => calls.push(`run ${id}`),
        shutdown: () => calls.push(`shutdown ${id}`),
      })),
    );
  const completes = task("completes", untilStopped);
  const rejects = task("rejects", ({ sleep }) => sleep("1h"));
  const fails = task("fails", async (ctx) => {
    await untilStopped(ctx);
    throw new Error("no disk");
  });
  for (const { life } of [completes, rejects, fails]) {
    life.begin();
    life.stop();
  }
  await runtime.settle();
  assert.deepEqual(calls, ["shutdown completes"]);
  assert.deepEqual(completes.place.news, ["exited"]);
  assert.deepEqual(completes.place.exit, { type: "shutdown" });
  assert.deepEqual(rejects.place.exit, { type: "shutdown" });
  assert.equal(errorOf(fails.place.exit).message, "no disk");
});

test("a stop runs the hook also when run ignores its signal: half of the time is the hook's", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const root = plant(runtime, [
    taskSpec(
      "deaf",
      ({ signal }: Context) => ({ run: never, shutdown: () => calls.push(`hook at ${runtime.now()}, ${signal.aborted}`) }),
      { shutdown: "4s" },
    ),
  ]);
  await runtime.settle();
  root.supervisor.stop();
  await runtime.advance("10s");
  assert.deepEqual(calls, ["hook at 2000, true"]);
  assert.deepEqual(root.child("deaf").exit, { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.equal(root.of("root/deaf", "child.exited")[0]?.at, 4_000);
});

test("a run that the hook brings to its end has stopped in time", async () => {
  const runtime = virtualRuntime();
  for (const slowly of [false, true]) {
    let close: (() => void) | undefined;
    const { life, place } = alone(
      runtime,
      taskSpec("server", () => ({
        run: () =>
          new Promise<void>((resolve) => {
            close = resolve;
          }),
        async shutdown() {
          if (slowly) await Promise.resolve();
          close?.();
          if (slowly) await new Promise<void>((resolve) => void runtime.after(100, resolve));
        },
      })),
    );
    life.begin();
    life.stop();
    await runtime.advance("2500ms");
    await runtime.advance("100ms");
    assert.deepEqual(place.exit, { type: "shutdown" });
  }
});

test("a run that fails while its hook runs keeps its own exit", async () => {
  const runtime = virtualRuntime();
  let fail: ((error: Error) => void) | undefined;
  const { life, place } = alone(
    runtime,
    taskSpec("a", () => ({
      run: () =>
        new Promise<void>((_resolve, reject) => {
          fail = reject;
        }),
      shutdown: () => fail?.(new Error("torn")),
    })),
  );
  life.begin();
  life.stop();
  await runtime.advance("5s");
  assert.equal(errorOf(place.exit).message, "torn");
});

test("slow cleanup is bounded by the shutdown time", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [taskSpec("a", () => ({ run: untilStopped, shutdown: never }), { shutdown: "3s" })]);
  await runtime.settle();
  root.supervisor.stop();
  await runtime.advance("10s");
  assert.deepEqual(root.child("a").exit, { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.equal(root.of("root", "supervisor.stopped")[0]?.at, 3_000);
});

test("after an end of its own, too: a hook that hangs holds no restart up, and the first cause is the exit", async () => {
  const runtime = virtualRuntime();
  const run = async (): Promise<never> => Promise.reject(new Error("run broke"));
  const root = plant(runtime, [
    taskSpec("fails", () => ({ run, shutdown: never }), { shutdown: "3s" }),
    taskSpec("ends", () => ({ run: async () => undefined, shutdown: never }), { shutdown: "3s", restart: "temporary" }),
  ]);
  await runtime.advance("3s");
  const [exited] = root.of("root/fails", "child.exited");
  assert.equal(exited?.at, 3_000);
  assert.equal(errorOf(exited?.["exit"]).message, "run broke");
  assert.equal(root.child("fails").incarnation, 2);
  assert.equal(root.of("root/fails", "child.abandoned").length, 1);
  assert.deepEqual(root.of("root/ends", "child.exited")[0]?.["exit"], { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.equal(root.environment.tree.leaked, 2);
});

test("a task that answers nothing is no child: async or return forgotten", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [taskSpec("a", (() => undefined) as never)]);
  await runtime.settle();
  const error = errorOf(root.child("a").exit);
  assert.equal(error.code, "BAD_CHILD");
  assert.match(
    error.message,
    /the factory of root\/a answered undefined: expected a promise, or an object with run\(ctx\)\. Was `async` or `return` forgotten\?/,
  );
});

test("what is no task is refused with what was expected, what came and how to mend it", () => {
  const runtime = virtualRuntime();
  class Importer {
    run(): Promise<void> {
      return never();
    }
  }
  const wrong: [unknown, RegExp][] = [
    [42, /answered 42: expected a promise/],
    [null, /answered null: .*Return IGNORE/],
    [{}, /answered \{\}: .*Add what is missing/],
    [{ run: 1 }, /answered \{ run: 1 \}/],
    [Importer, /`new` or `\(\)` may be missing/],
    [{ start: never, stop: never }, /with start\(\), it is a service/],
    [{ run: never, shutdown: 1 }, /shutdown of lone\/a is 1: expected a function/],
    [{ run: never, initialize: null }, /initialize of lone\/a is null: expected a function/],
    [{ run: () => undefined }, /run\(\) of lone\/a answered undefined: expected a promise.*`async` or `return`/],
  ];
  for (const [answer, message] of wrong) {
    const { life, place } = alone(runtime, taskSpec("a", (() => answer) as never));
    life.begin();
    const error = errorOf(place.exit);
    assert.equal(error.code, "BAD_CHILD");
    assert.match(error.message, message);
    assert.deepEqual(place.news, ["exited"]);
  }
});

test("anything that is like a promise is one", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", () => thenable((done) => done(1))),
  );
  life.begin();
  assert.deepEqual(place.news, ["ready"]);
  await runtime.settle();
  assert.deepEqual(place.exit, { type: "normal" });
});

test("what siblings use is the object; of a function there is nothing", () => {
  const runtime = virtualRuntime();
  const object = { run: never };
  const of = alone(
    runtime,
    taskSpec("object", () => object),
  );
  const fn = alone(runtime, taskSpec("function", never));
  for (const { life } of [of, fn]) life.begin();
  assert.equal(of.life.instance, object);
  assert.equal(fn.life.instance, undefined);
});

test("a start may say that there is nothing to run: by ctx.ignore() or by answering IGNORE", async () => {
  const runtime = virtualRuntime();
  const ways: Record<string, Parameters<typeof taskSpec>[1]> = {
    calls: async ({ ignore }: Context) => ignore(),
    stays: async ({ ignore, sleep }: Context) => {
      ignore();
      await sleep("1h");
    },
    answers: () => IGNORE,
    factory: (() => IGNORE) as never,
    object: ({ ignore }: Context) => {
      ignore();
      return { run: () => assert.fail("it ran"), initialize: () => assert.fail("it was initialized") };
    },
    initializing: ({ ignore }: Context) => ({ initialize: () => ignore(), run: () => assert.fail("it ran") }),
  };
  for (const [id, run] of Object.entries(ways)) {
    const { life, place } = alone(runtime, taskSpec(id, run));
    life.begin();
    await runtime.settle();
    assert.deepEqual(place.news, ["ignored"], id);
  }
  const signalled = alone(
    runtime,
    taskSpec("promised", async () => IGNORE, { ready: "signal" }),
  );
  signalled.life.begin();
  await runtime.settle();
  assert.deepEqual(signalled.place.news, ["ignored"]);
});

test("ignored, its spec is kept, nothing restarts it, and the start goes on", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [taskSpec("a", async ({ ignore }) => ignore()), taskSpec("b", never)]);
  await runtime.advance("1m");
  assert.equal(root.child("a").state, "stopped");
  assert.equal(root.child("b").state, "running");
});

test("ignore after it was ready is told and changes nothing", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", async ({ sleep, ignore }) => {
      await sleep("1s");
      ignore();
    }),
  );
  life.begin();
  await runtime.advance("1s");
  assert.deepEqual(place.news, ["ready", "context.late", "exited"]);
  assert.deepEqual(place.told[1]?.data, { member: "ignore" });
  assert.deepEqual(place.exit, { type: "normal" });
});

test("a failure after ignore is a failed start", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", async ({ ignore }) => {
      ignore();
      throw new Error("broken");
    }),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(place.news, ["exited"]);
  assert.equal(errorOf(place.exit).message, "broken");
});
