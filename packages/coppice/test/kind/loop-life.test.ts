import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { Context } from "../../src/child/context.ts";
import type { Incarnation } from "../../src/child/contract.ts";
import type { ChildOptions } from "../../src/child/options.ts";
import { STOP_REASON } from "../../src/child/stop-reason.ts";
import { systemRuntime } from "../../src/runtime/system-runtime.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { errorOf } from "../support/exits.ts";
import { stillReached } from "../support/garbage.ts";
import { alone } from "../support/lone-place.ts";
import { plant } from "../support/planted-root.ts";
import { never, thenable, untilStopped } from "../support/promises.ts";
import { serviceSpec, taskSpec } from "../support/specs.ts";

test("all of a child's code runs in its own async context", async () => {
  const runtime = virtualRuntime();
  const seen = new Map<string, object | undefined>();
  const see = (what: string): void => void seen.set(what, runtime.current());
  const task = alone(
    runtime,
    taskSpec("task", ({ defer, signal }: Context) => {
      see("factory");
      signal.addEventListener("abort", () => see("abort listener"));
      defer(() => see("deferred"));
      defer(async () => {
        await Promise.resolve();
        see("deferred before");
      });
      return {
        async initialize() {
          see("initialize");
        },
        async run(ctx: Context) {
          see("run");
          await untilStopped(ctx);
          see("run's end");
        },
        shutdown: () => see("hook"),
      };
    }),
  );
  task.life.begin();
  await runtime.settle();
  task.life.stop();
  await runtime.settle();
  assert.equal(seen.size, 8);
  for (const [what, life] of seen) assert.equal(life, task.life, what);

  seen.clear();
  const service = alone(
    runtime,
    serviceSpec("service", () => {
      see("factory");
      return {
        start: () => thenable((done) => done(see("a promise-like start"))),
        stop: () => see("stop"),
      };
    }),
  );
  service.life.begin();
  await runtime.settle();
  service.life.stop();
  assert.equal(seen.size, 3);
  for (const [what, life] of seen) assert.equal(life, service.life, what);
});

test("what comes of a child's promises is told in no child's context", async () => {
  const runtime = virtualRuntime();
  const cases = [
    alone(
      runtime,
      taskSpec("ends", async ({ sleep }) => sleep("1s")),
    ),
    alone(
      runtime,
      taskSpec("initializes", () => ({ initialize: ({ sleep }: Context) => sleep("1s"), run: async () => undefined })),
    ),
    alone(
      runtime,
      taskSpec("hooks", () => ({ run: async () => undefined, shutdown: async () => Promise.reject(new Error("hook")) })),
    ),
    alone(
      runtime,
      taskSpec("defers", async ({ defer }) => {
        defer(async () => Promise.reject(new Error("deferred")));
      }),
    ),
    alone(
      runtime,
      serviceSpec("leaves", ({ shutdown, defer }: Context) => ({
        start() {
          defer(async () => undefined);
          runtime.after(1_000, () => shutdown());
        },
        stop: () => undefined,
      })),
    ),
  ];
  for (const { life } of cases) life.begin();
  await runtime.advance("5s");
  for (const { place } of cases) {
    assert.ok(place.exit);
    for (const { news, inside } of place.told) assert.equal(inside, undefined, `${place.path} ${news}`);
  }
});

test("deferred functions run at every exit, the last first, each awaited, after the hook", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const shutdown = (): unknown => calls.push("hook");
  const defers =
    (then: (ctx: Context) => unknown) =>
    (ctx: Context): never => {
      ctx.defer(() => calls.push("first"));
      ctx.defer(async () => {
        calls.push("second begins");
        await new Promise<void>((resolve) => void runtime.after(100, resolve));
        calls.push("second ends");
      });
      return then(ctx) as never;
    };
  const boom = (): never => {
    throw new Error("boom");
  };
  const down = ["second begins", "second ends", "first"];
  const cases: [string, (ctx: Context) => unknown, readonly string[]][] = [
    ["ends", async () => undefined, down],
    ["fails", async () => boom(), down],
    ["does not start", boom, down],
    ["is no child", () => 42, down],
    ["does not initialize", () => ({ initialize: boom, run: never }), down],
    ["ignores", async ({ ignore }) => ignore(), down],
    ["is stopped", untilStopped, down],
    ["has a hook", () => ({ run: untilStopped, shutdown }), ["hook", ...down]],
    ["stopped in initialize", () => ({ initialize: untilStopped, run: never, shutdown }), ["hook", ...down]],
  ];
  for (const [name, then, expected] of cases) {
    calls.length = 0;
    const { life, place } = alone(runtime, taskSpec("a", defers(then)));
    life.begin();
    await runtime.settle();
    life.stop();
    await runtime.advance("99ms");
    assert.equal(place.exit, undefined, name);
    await runtime.advance("1ms");
    assert.deepEqual(calls, expected, name);
    assert.match(place.news.at(-1) ?? "", name === "ignores" ? /ignored/ : /exited/, name);
  }
});

test("a deferred function that fails is told; the others still run and the exit is the same", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const root = plant(runtime, [
    taskSpec(
      "a",
      async ({ defer }) => {
        defer(() => calls.push("last"));
        defer(async () => Promise.reject(new Error("rejected")));
        defer(() => {
          throw new Error("thrown");
        });
      },
      { restart: "transient" },
    ),
  ]);
  await runtime.settle();
  assert.deepEqual(calls, ["last"]);
  assert.deepEqual(
    root
      .of("root/a", "defer.failed")
      .map(({ error, severity, incarnation }) => [(error as Error).message, severity, incarnation]),
    [
      ["thrown", "warn", 1],
      ["rejected", "warn", 1],
    ],
  );
  assert.deepEqual(root.child("a").exit, { type: "normal" });
});

test("what is deferred while the others run, runs next", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const { life, place } = alone(
    runtime,
    taskSpec("a", async ({ defer }) => {
      defer(() => calls.push("first"));
      defer(async () => {
        calls.push("second");
        defer(() => calls.push("deferred meanwhile"));
      });
    }),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(calls, ["second", "deferred meanwhile", "first"]);
  assert.deepEqual(place.exit, { type: "normal" });
});

test("many deferred functions do not exhaust the stack", async () => {
  const runtime = virtualRuntime();
  let ran = 0;
  const { life, place } = alone(
    runtime,
    taskSpec("a", async ({ defer }) => {
      for (let i = 0; i < 100_000; i += 1) defer(() => (ran += 1));
    }),
  );
  life.begin();
  await runtime.settle();
  assert.equal(ran, 100_000);
  assert.deepEqual(place.exit, { type: "normal" });
});

test("deferred functions have the shutdown time, also after an end of its own", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [
    taskSpec(
      "asked",
      async (ctx) => {
        ctx.defer(never);
        await untilStopped(ctx);
      },
      { shutdown: "2s" },
    ),
    taskSpec(
      "ended",
      async ({ defer }) => {
        defer(never);
      },
      { shutdown: "3s", restart: "transient", onStartFailure: "policy" },
    ),
  ]);
  await runtime.settle();
  void root.supervisor.branch.stopChild("asked");
  await runtime.advance("3s");
  const killed = { type: "killed", by: "shutdown-timeout", leaked: true };
  assert.deepEqual(
    root.of("root/asked", "child.exited").map(({ at, exit }) => [at, exit]),
    [[2_000, killed]],
  );
  assert.deepEqual(root.of("root/ended", "child.exited").map(({ at, exit }) => [at, exit])[0], [3_000, killed]);
});

test("killed, it is told as abandoned and leaked, and counted; its signal is aborted", async () => {
  const runtime = virtualRuntime();
  let signal: AbortSignal | undefined;
  const root = plant(runtime, [
    taskSpec(
      "deaf",
      (ctx) => {
        ({ signal } = ctx);
        return never();
      },
      { shutdown: "brutal" },
    ),
  ]);
  await root.supervisor.branch.stopChild("deaf");
  await runtime.settle();
  assert.deepEqual(root.child("deaf").exit, { type: "killed", by: "brutal", leaked: true });
  assert.equal(root.environment.tree.leaked, 1);
  assert.equal(root.of("root/deaf", "child.abandoned")[0]?.incarnation, 1);
  assert.equal(signal?.aborted, true);
});

test("killed, what it deferred is called at once, the last first, and not awaited", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const { life, place } = alone(
    runtime,
    taskSpec("a", ({ defer }) => {
      defer(() => calls.push("first"));
      defer(async () => Promise.reject(new Error("too late")));
      defer(never);
      defer(() => {
        throw new Error("broken");
      });
      return never();
    }),
  );
  life.begin();
  life.kill("brutal");
  assert.deepEqual(calls, ["first"]);
  assert.deepEqual(place.exit, { type: "killed", by: "brutal", leaked: true });
  assert.deepEqual(place.news, ["ready", "defer.failed", "child.abandoned", "exited"]);
  await runtime.settle();
  assert.equal(place.news.at(-1), "defer.failed");
  assert.equal(place.told.at(-1)?.data?.["former"], 1);
});

test("killed while a deferred function hangs, it calls the rest", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const { life, place } = alone(
    runtime,
    taskSpec("a", async ({ defer }) => {
      defer(() => calls.push("first"));
      defer(() => new Promise<void>((resolve) => void runtime.after(1_000, resolve)));
    }),
  );
  life.begin();
  await runtime.settle();
  life.kill("deadline");
  assert.deepEqual(calls, ["first"]);
  await runtime.advance("1s");
  assert.deepEqual(place.exit, { type: "killed", by: "deadline", leaked: true });
});

test("what an abandoned one fails with later is told, ends nothing, and its later end is not heard", async () => {
  const runtime = virtualRuntime();
  const slowly = (): Promise<never> =>
    new Promise((_resolve, reject) => void runtime.after(60_000, () => reject(new Error("at last"))));
  const cases = {
    run: taskSpec("run", slowly),
    initialize: taskSpec("initialize", () => ({ initialize: slowly, run: never })),
    hook: taskSpec("hook", () => ({ run: async () => undefined, shutdown: slowly })),
    start: serviceSpec("start", () => ({ start: slowly, stop: never })),
    stop: serviceSpec("stop", () => ({ start: () => undefined, stop: slowly })),
  };
  for (const spec of Object.values(cases)) {
    const { life, place } = alone(runtime, spec);
    life.begin();
    await runtime.settle();
    life.stop();
    life.kill("deadline");
    await runtime.advance("2m");
    assert.deepEqual(place.exit, { type: "killed", by: "deadline", leaked: true }, spec.id);
    assert.equal(place.news.at(-1), "child.failed-late", spec.id);
    assert.equal(place.told.at(-1)?.data?.["former"], 1);
  }
  const ends = alone(
    runtime,
    taskSpec("ends", () => new Promise<void>((resolve) => void runtime.after(60_000, resolve))),
  );
  ends.life.begin();
  ends.life.kill("deadline");
  const { length } = ends.place.told;
  await runtime.advance("2m");
  assert.equal(ends.place.told.length, length);
});

test("an abandoned one that ends by its signal is not told as failed", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", ({ sleep }) => sleep("1h")),
  );
  life.begin();
  life.kill("brutal");
  await runtime.settle();
  assert.deepEqual(place.news, ["ready", "child.abandoned", "exited"]);
});

test("what it owned is listened to after its end too, once, so that late errors are events and end nothing", async () => {
  const runtime = virtualRuntime();
  const emitters = { ended: new EventEmitter(), abandoned: new EventEmitter() };
  const ended = alone(
    runtime,
    taskSpec("ended", async ({ own }) => {
      own(emitters.ended);
      own(emitters.ended);
      assert.equal(emitters.ended.listenerCount("error"), 1);
    }),
  );
  const abandoned = alone(
    runtime,
    taskSpec("abandoned", ({ own }) => {
      own(emitters.abandoned);
      return never();
    }),
  );
  for (const { life } of [ended, abandoned]) life.begin();
  await runtime.settle();
  assert.deepEqual(ended.place.exit, { type: "normal" });
  abandoned.life.kill("brutal");
  for (const [how, { place }] of Object.entries({ ended, abandoned })) {
    const emitter = emitters[how as keyof typeof emitters];
    emitter.emit("error", new Error("too late"));
    emitter.emit("error", STOP_REASON);
    assert.deepEqual(
      place.told.slice(place.news.indexOf("exited") + 1).map(({ news, error, data }) => [news, error, data?.["former"]]),
      [["child.failed-late", "too late", 1]],
      how,
    );
    assert.equal(emitter.listenerCount("error"), 1, how);
  }
});

test("an error that comes by two ways as a child ends is told once, another one too", async () => {
  const runtime = virtualRuntime();
  const same = new Error("same");
  const { life, place } = alone(
    runtime,
    taskSpec("a", async ({ fail, sleep }) => {
      fail(same);
      fail(same);
      fail(new Error("other"));
      await sleep(0);
    }),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(
    place.told.filter(({ news }) => news === "child.failed-late").map(({ error }) => error),
    ["other"],
  );
});

test("what a later life owns is only that one's, however many have owned it before, and nothing of those is kept", async () => {
  const runtime = virtualRuntime();
  const emitter = new EventEmitter();
  const lives: WeakRef<object>[] = [];
  const root = plant(
    runtime,
    [
      taskSpec(
        "a",
        async (ctx) => {
          const life = runtime.current();
          if (life !== undefined) lives.push(new WeakRef(life));
          ctx.own(emitter);
          await ctx.sleep("1s");
          if (ctx.incarnation < 5) throw new Error("again");
          await untilStopped(ctx);
        },
        { backoff: { first: "1s" } },
      ),
    ],
    { intensity: { restarts: 9, within: "1h" } },
  );
  await runtime.advance("1m");
  assert.equal(root.child("a").incarnation, 5);
  assert.equal(emitter.listenerCount("error"), 1);
  assert.equal(await stillReached(lives.slice(0, -1)), 0);
  await root.supervisor.branch.stopChild("a");
  assert.equal(emitter.listenerCount("error"), 1);
  assert.equal(await stillReached(lives), 0);
  emitter.emit("error", new Error("late"));
  await runtime.settle();
  assert.deepEqual(
    root.of("root/a", "child.failed-late").map((event) => event["former"]),
    [5],
  );
});

test("asked or killed before it has begun, it ends and never begins", () => {
  const runtime = virtualRuntime();
  const spec = taskSpec("a", () => assert.fail("it began"));
  const stopped = alone(runtime, spec);
  stopped.life.stop();
  stopped.life.begin();
  assert.deepEqual(stopped.place.told, [{ news: "exited", exit: { type: "shutdown" }, inside: undefined }]);
  const killed = alone(runtime, spec);
  killed.life.kill("outside");
  killed.life.begin();
  assert.deepEqual(killed.place.told, [{ news: "exited", exit: { type: "killed", by: "outside" }, inside: undefined }]);
});

test("asked twice, killed twice, or after its end, it ends once", async () => {
  const runtime = virtualRuntime();
  let stops = 0;
  const service = alone(
    runtime,
    serviceSpec("service", () => ({ start: () => undefined, stop: () => (stops += 1) })),
  );
  const task = alone(runtime, taskSpec("task", never));
  for (const { life } of [service, task]) {
    life.begin();
    life.begin();
    life.stop();
    life.stop();
    life.kill("deadline");
    life.kill("outside");
    life.stop();
  }
  await runtime.advance("1m");
  assert.equal(stops, 1);
  assert.deepEqual(service.place.exit, { type: "shutdown" });
  assert.deepEqual(task.place.exit, { type: "killed", by: "deadline", leaked: true });
});

test("asked to stop within its own start, nothing more of it is begun", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const object = alone(
    runtime,
    taskSpec("object", () => {
      object.life.stop();
      return {
        initialize: () => calls.push("initialize"),
        run: async () => calls.push("run"),
        shutdown: () => calls.push("hook"),
      };
    }),
  );
  const fn = alone(
    runtime,
    taskSpec("function", async ({ sleep }) => {
      fn.life.stop();
      await sleep("1h");
    }),
  );
  for (const { life } of [object, fn]) life.begin();
  await runtime.settle();
  assert.deepEqual(calls, []);
  for (const { place } of [object, fn]) {
    assert.deepEqual(place.news, ["exited"]);
    assert.deepEqual(place.exit, { type: "shutdown" });
  }
});

test("killed within its own start, hook or deferred function, it ends once, and what they answer is let go", async () => {
  const runtime = virtualRuntime();
  const rejects = async (): Promise<never> => Promise.reject(new Error("nobody hears this"));
  const places = [
    () => {
      const one = alone(
        runtime,
        taskSpec("factory", () => {
          one.life.kill("outside");
          return rejects();
        }),
      );
      return one;
    },
    () => {
      const one = alone(
        runtime,
        taskSpec("throwing factory", () => {
          one.life.kill("outside");
          throw new Error("nobody hears this");
        }),
      );
      return one;
    },
    () => {
      const one = alone(
        runtime,
        taskSpec("hook", () => ({
          run: async () => undefined,
          shutdown() {
            one.life.kill("outside");
          },
        })),
      );
      return one;
    },
    () => {
      const one = alone(
        runtime,
        taskSpec("deferred", async ({ defer }) => {
          defer(() => one.life.kill("outside"));
        }),
      );
      return one;
    },
    () => {
      const one = alone(
        runtime,
        taskSpec("listener", ({ signal }) => {
          signal.addEventListener("abort", () => one.life.kill("outside"));
          return Promise.resolve();
        }),
      );
      return one;
    },
  ].map((make) => make());
  for (const { life } of places) life.begin();
  await runtime.settle();
  for (const { place } of places) assert.deepEqual(place.exit, { type: "killed", by: "outside", leaked: true }, place.path);
});

test("many steps to its end are bounded as one: the timers of an end are gone with it", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", ({ defer, sleep }: Context) => {
      defer(async () => undefined);
      return {
        async run() {
          void sleep("1h");
          await sleep("1s");
        },
        async shutdown() {
          await Promise.resolve();
        },
      };
    }),
  );
  life.begin();
  await runtime.advance("1s");
  assert.deepEqual(place.exit, { type: "normal" });
  assert.equal(runtime.pending, 0);
});

test("an end without waiting makes no timer", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", async () => undefined),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(place.exit, { type: "normal" });
  assert.equal(runtime.pending, 0);
});

test("a child that just runs has no timer", () => {
  const runtime = virtualRuntime();
  plant(runtime, [taskSpec("task", never), serviceSpec("service", () => ({ start: () => undefined, stop: () => undefined }))]);
  assert.equal(runtime.pending, 0);
});

test("on the real clock: a task that sleeps is stopped, and one that is deaf is abandoned", async () => {
  const root = plant(systemRuntime, [taskSpec("sleeps", ({ sleep }) => sleep("1h")), taskSpec("deaf", never, { shutdown: 20 })]);
  root.supervisor.stop();
  await new Promise<void>((resolve) => {
    const look = (): void => void (root.exit === undefined ? setImmediate(look) : resolve());
    look();
  });
  assert.deepEqual(root.child("sleeps").exit, { type: "shutdown" });
  assert.deepEqual(root.child("deaf").exit, { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.deepEqual(root.exit, { type: "shutdown" });
});

test("the first error that it reports is its exit, whatever it then ends with", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [
    taskSpec("a", async (ctx) => {
      await ctx.sleep("1s");
      ctx.fail(new Error("first"));
      ctx.fail(new Error("second"));
      await untilStopped(ctx);
      throw new Error("third");
    }),
  ]);
  await runtime.advance("1s");
  assert.equal(errorOf(root.of("root/a", "child.exited")[0]?.["exit"]).message, "first");
  assert.equal(root.child("a").incarnation, 2);
});

test("only what nobody else watches over has a timer of its own, and one", async () => {
  const hanging = (ctx: Context): Promise<void> => {
    ctx.defer(never);
    return untilStopped(ctx);
  };
  const stop = (life: Incarnation): void => {
    life.stop();
    life.stop();
  };
  const cases: [string, unknown, ChildOptions, number][] = [
    ["its supervisor watches", hanging, {}, 0],
    ["there is no hook to come to its turn", () => ({ run: never }), {}, 0],
    ["the hook's turn", () => ({ run: never, shutdown: never }), {}, 1],
    ["it may take for ever", () => ({ run: never, shutdown: never }), { shutdown: Infinity }, 0],
  ];
  for (const [name, run, options, timers] of cases) {
    const runtime = virtualRuntime();
    const { life } = alone(runtime, taskSpec("a", run as never), options);
    life.begin();
    stop(life);
    await runtime.settle();
    assert.equal(runtime.pending, timers, name);
  }
  const runtime = virtualRuntime();
  const { life } = alone(
    runtime,
    taskSpec("a", ({ shutdown }) => {
      shutdown();
      shutdown();
      return never();
    }),
  );
  life.begin();
  assert.equal(runtime.pending, 1, "it asked itself");
});

test("a hook that is still busy when half of the time is over is not called again", async () => {
  const runtime = virtualRuntime();
  let hooks = 0;
  const { life, place } = alone(
    runtime,
    taskSpec("a", () => ({
      run: untilStopped,
      shutdown() {
        hooks += 1;
        return new Promise<void>((resolve) => void runtime.after(4_000, resolve));
      },
    })),
  );
  life.begin();
  life.stop();
  await runtime.advance("4s");
  assert.equal(hooks, 1);
  assert.deepEqual(place.exit, { type: "shutdown" });
});

test("abandoned while it initialized, it is not run; while its listener ran, its hook is not called", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const initializing = alone(
    runtime,
    taskSpec("initializing", () => ({
      initialize: () => new Promise<void>((resolve) => void runtime.after(1_000, resolve)),
      run: async () => calls.push("run"),
      shutdown: () => calls.push("shutdown"),
    })),
  );
  const listening = alone(
    runtime,
    taskSpec("listening", ({ signal }: Context) => {
      signal.addEventListener("abort", () => listening.life.kill("outside"));
      return { run: async () => undefined, shutdown: () => calls.push("shutdown") };
    }),
  );
  const service = alone(
    runtime,
    serviceSpec("service", ({ signal, shutdown }: Context) => {
      signal.addEventListener("abort", () => shutdown());
      return { start: () => undefined, stop: () => calls.push("stop") };
    }),
  );
  for (const { life } of [initializing, listening, service]) life.begin();
  initializing.life.kill("brutal");
  service.life.kill("brutal");
  await runtime.advance("1s");
  assert.deepEqual(calls, []);
  for (const { place } of [initializing, listening, service]) assert.equal(place.exit?.type, "killed");
});

test("killed again by what it deferred, it ends once", () => {
  const { life, place } = alone(
    virtualRuntime(),
    taskSpec("a", ({ defer }) => {
      defer(() => life.kill("outside"));
      return never();
    }),
  );
  life.begin();
  life.kill("brutal");
  assert.deepEqual(place.exit, { type: "killed", by: "brutal", leaked: true });
  assert.equal(place.environment.tree.leaked, 1);
});

test("its signal is aborted at every end, a failed start's too", async () => {
  const runtime = virtualRuntime();
  const boom = (): never => {
    throw new Error("boom");
  };
  const starts: ((ctx: Context) => unknown)[] = [boom, () => 42, () => ({ initialize: boom, run: never }), async () => undefined];
  for (const start of starts) {
    let signal: AbortSignal | undefined;
    const { life, place } = alone(
      runtime,
      taskSpec("a", ((ctx: Context) => {
        ({ signal } = ctx);
        return start(ctx);
      }) as never),
    );
    life.begin();
    await runtime.settle();
    assert.ok(place.exit);
    assert.equal(signal?.aborted, true);
  }
});

test("an emitter that throws at being let go of fails its child, which ends all the same", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("task", async (ctx: Context) => {
      const emitter = new EventEmitter();
      emitter.on("removeListener", () => {
        throw new Error("not removed");
      });
      ctx.own(emitter);
      await untilStopped(ctx);
    }),
  );
  life.begin();
  life.stop();
  await runtime.settle();
  assert.equal(errorOf(place.exit).message, "not removed");
});

test("a hook whose getter throws at the end is a hook that failed, and the end comes all the same", async () => {
  const runtime = virtualRuntime();
  let isEnding = false;
  const { life, place } = alone(
    runtime,
    taskSpec("task", (ctx: Context) => ({
      run: () => untilStopped(ctx),
      get shutdown() {
        if (isEnding) throw new Error("no hook");
        return () => undefined;
      },
    })),
  );
  life.begin();
  isEnding = true;
  life.stop();
  await runtime.settle();
  assert.deepEqual(place.exit, { type: "shutdown" });
  assert.deepEqual(place.told.find(({ news }) => news === "hook.failed")?.error, "no hook");
});

test("a promise whose own then throws, or calls back at once, is heard as the language hears it", async () => {
  const runtime = virtualRuntime();
  // oxlint-disable-next-line unicorn/no-thenable -- the point of it
  const odd = (then: (done: () => void) => void): Promise<unknown> => Object.assign(never(), { then });
  const { life, place } = alone(
    runtime,
    taskSpec("task", async (ctx: Context) => {
      ctx.defer(() =>
        odd(() => {
          throw new Error("no then");
        }),
      );
      ctx.defer(() =>
        odd((done) => {
          done();
          done();
        }),
      );
    }),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(place.exit, { type: "normal" });
  assert.deepEqual(place.news, ["ready", "defer.failed", "exited"]);
});
