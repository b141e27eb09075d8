import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { Context } from "../../src/child/context.ts";
import type { Spec } from "../../src/child/contract.ts";
import { STOP_REASON } from "../../src/child/stop-reason.ts";
import { CoppiceError } from "../../src/error.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { errorOf } from "../support/exits.ts";
import { alone, type LonePlace } from "../support/lone-place.ts";
import { plant } from "../support/planted-root.ts";
import { never, thenable, untilStopped } from "../support/promises.ts";
import { serviceSpec, taskSpec } from "../support/specs.ts";

/** A running task that ignores its signal, and its context. */
function running(runtime = virtualRuntime()): {
  readonly ctx: Context;
  readonly life: ReturnType<typeof alone>["life"];
  readonly place: LonePlace;
} {
  let ctx: Context | undefined;
  const one = alone(
    runtime,
    taskSpec("a", (given) => {
      ctx = given;
      return never();
    }),
  );
  one.life.begin();
  assert.ok(ctx);
  return { ctx, ...one };
}

test("every member may be taken out and handed on as a callback", async () => {
  const runtime = virtualRuntime();
  const { ctx } = running(runtime);
  const {
    id,
    path,
    incarnation,
    signal,
    ready,
    ignore,
    fail,
    shutdown,
    defer,
    sleep,
    now,
    heartbeat,
    own,
    bind,
    shutdownTree,
    use,
  } = ctx;
  assert.deepEqual([id, path, incarnation, signal.aborted, now()], ["a", "lone/a", 1, false, 0]);
  for (const call of [ready, ignore, heartbeat, shutdownTree]) call();
  defer(() => undefined);
  assert.ok(own(new EventEmitter()));
  assert.equal(bind((one: number, two: number) => one + two)(1, 2), 3);
  assert.throws(() => use(serviceSpec("db", () => undefined)), /no db here/);
  const slept = sleep(10);
  await runtime.advance(10);
  await slept;
  shutdown();
  fail(new Error("broken"));
});

test("the signal is made when it is first read, and is the same ever after", () => {
  const { ctx } = running();
  assert.equal(ctx.signal, ctx.signal);
  assert.equal(ctx.signal.aborted, false);
});

test("a stop aborts the signal with the one shared reason; a signal first read after the stop is already aborted", async () => {
  const before = running();
  const { signal } = before.ctx;
  before.life.stop();
  assert.equal(signal.reason, STOP_REASON);
  const after = running();
  after.life.stop();
  assert.equal(after.ctx.signal.reason, STOP_REASON);
  const ended = alone(
    virtualRuntime(),
    taskSpec("a", async (ctx) => ctx.defer(() => assert.equal(ctx.signal.aborted, true))),
  );
  ended.life.begin();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(ended.place.news, ["ready", "exited"]);
});

test("sleep is on the tree's clock, takes a duration as text, and keeps the process alive", async () => {
  const runtime = virtualRuntime();
  const refs: unknown[] = [];
  const { ctx } = running({
    ...runtime,
    after: (delay, call, options) => (refs.push(options?.ref ?? true), runtime.after(delay, call, options)),
  });
  let awake = false;
  const slept = ctx.sleep("2s").then(() => {
    awake = true;
  });
  await runtime.advance("1999ms");
  assert.equal(awake, false);
  await runtime.advance("1ms");
  assert.equal(awake, true);
  await slept;
  assert.deepEqual(refs, [true]);
});

test("a sleep rejects with the stop's reason when the child is asked to stop, and its timer is gone", async () => {
  const runtime = virtualRuntime();
  const { ctx, life } = running(runtime);
  const slept = ctx.sleep("1h");
  assert.equal(runtime.pending, 1);
  life.stop();
  await assert.rejects(slept, (error) => error === STOP_REASON);
  assert.equal(runtime.pending, 0);
  await assert.rejects(ctx.sleep("1h"), (error) => error === STOP_REASON);
  assert.equal(runtime.pending, 0);
});

test("a sleep that is over is let go of", async () => {
  const runtime = virtualRuntime();
  let cancelled = 0;
  const { ctx, life } = running({
    ...runtime,
    after(delay, call) {
      const timer = runtime.after(delay, call);
      return {
        ...timer,
        cancel() {
          cancelled += 1;
          timer.cancel();
        },
      };
    },
  });
  const slept = ctx.sleep("1s");
  void ctx.sleep("1h");
  await runtime.advance("1s");
  await slept;
  life.stop();
  assert.equal(cancelled, 1);
});

test("a sleep's duration must be one", async () => {
  const { ctx } = running();
  await assert.rejects(ctx.sleep("soon" as never), (error) => {
    assert.ok(error instanceof CoppiceError && error.code === "BAD_DURATION");
    assert.match(error.message, /lone\/a: ctx\.sleep\(duration\) is 'soon'/);
    return true;
  });
});

test("now is the tree's clock", async () => {
  const runtime = virtualRuntime();
  const { ctx } = running(runtime);
  await runtime.advance("3s");
  assert.equal(ctx.now(), 3_000);
});

test("a service that reports itself broken, and is stopped at once for it, exits with that error", () => {
  let ctx: Context | undefined;
  const { life, place } = alone(
    virtualRuntime(),
    serviceSpec("db", (given: Context) => {
      ctx = given;
      return { start: () => undefined, stop: () => undefined };
    }),
  );
  place.condemn = () => life.stop();
  life.begin();
  ctx?.fail(new Error("connection lost"));
  assert.equal(errorOf(place.exit).message, "connection lost");
});

test("fail asks for its end, and says why, once", () => {
  const { ctx, place } = running();
  ctx.fail(new Error("first"));
  ctx.fail(new Error("second"));
  assert.deepEqual(place.news, ["ready", "condemned", "child.failed-late"]);
  assert.equal(errorOf(place.told[1]?.exit).message, "first");
  assert.equal(place.told[2]?.error, "second");
});

test("what it reports during its stop is its exit", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", async (ctx) => {
      await untilStopped(ctx);
      ctx.fail(new Error("could not flush"));
    }),
  );
  life.begin();
  life.stop();
  await runtime.settle();
  assert.equal(errorOf(place.exit).message, "could not flush");
});

test("of what it reports during its stop, the first counts", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    taskSpec("a", async (ctx) => {
      await untilStopped(ctx);
      ctx.fail(new Error("first"));
      ctx.fail(new Error("second"));
    }),
  );
  life.begin();
  life.stop();
  await runtime.settle();
  assert.equal(errorOf(place.exit).message, "first");
  assert.deepEqual(
    place.told.filter(({ news }) => news === "child.failed-late").map(({ error, data }) => [error, data?.["former"]]),
    [["second", undefined]],
  );
});

test("ready is told once", () => {
  const { ctx, place } = running();
  ctx.ready();
  ctx.ready();
  assert.deepEqual(place.news, ["ready"]);
});

test("fail before it is ready is a failed start", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [
    taskSpec("a", async ({ fail, sleep }) => {
      fail(new Error("no disk"));
      await sleep("1h");
    }),
  ]);
  await runtime.settle();
  assert.equal(errorOf(root.child("a").exit).message, "no disk");
  assert.equal(errorOf(root.exit).code, "START_FAILED");
  assert.deepEqual(root.of("root/a", "child.started"), []);
});

test("shutdown(info) asks it to end; its exit is shutdown with the info as plain JSON", async () => {
  const runtime = virtualRuntime();
  const endings: [(ctx: Context) => Promise<unknown>, unknown][] = [
    [
      async ({ shutdown }) => shutdown({ rows: 3, at: new Date(0) }),
      { type: "shutdown", info: { rows: 3, at: "1970-01-01T00:00:00.000Z" } },
    ],
    [async ({ shutdown }) => shutdown(), { type: "shutdown" }],
    [
      async ({ shutdown, sleep }) => {
        shutdown("first");
        shutdown("second");
        await sleep("1h");
      },
      { type: "shutdown", info: "first" },
    ],
  ];
  for (const [run, exit] of endings) {
    const { life, place } = alone(runtime, taskSpec("a", run));
    life.begin();
    await runtime.settle();
    assert.deepEqual(place.exit, exit);
  }
});

test("one that does not end though it said so is abandoned after its shutdown time; brutal means 5 s here", async () => {
  for (const [shutdown, time] of [
    ["2s", 2_000],
    ["brutal", 5_000],
  ] as const) {
    const runtime = virtualRuntime();
    const { life, place } = alone(
      runtime,
      taskSpec("a", (ctx) => {
        ctx.shutdown();
        return never();
      }),
      { shutdown },
    );
    life.begin();
    await runtime.advance(time - 1);
    assert.equal(place.exit, undefined);
    await runtime.advance(1);
    assert.deepEqual(place.exit, { type: "killed", by: "shutdown-timeout", leaked: true });
  }
});

test("own takes emitters only", () => {
  const { ctx } = running();
  for (const given of [undefined, null, 1, {}, new EventTarget()]) {
    assert.throws(() => ctx.own(given as never), {
      code: "BAD_OPTION",
      message: /lone\/a: ctx\.own\(…\) was given .*: expected an EventEmitter/,
    });
  }
});

test("defer and bind take functions only", () => {
  const { ctx } = running();
  for (const [member, call] of [
    ["defer", () => ctx.defer("close" as never)],
    ["bind", () => ctx.bind("close" as never)],
  ] as const) {
    assert.throws(call, (error) => {
      assert.ok(error instanceof CoppiceError && error.code === "BAD_OPTION");
      assert.match(error.message, new RegExp(`lone/a: ctx\\.${member}\\(…\\) was given 'close': expected a function`));
      return true;
    });
  }
});

test("use takes specs only: what is given in place of one is refused with what was expected", () => {
  const { ctx } = running();
  for (const given of [undefined, null, "db", () => "db"]) {
    assert.throws(() => ctx.use(given as never), {
      code: "BAD_SPEC",
      message: /^lone\/a: ctx\.use\(…\) was given .*: expected the very spec that stands in the tree, not its id/,
    });
  }
});

test("own charges an emitter's errors to the child, and answers the emitter", async () => {
  const runtime = virtualRuntime();
  const emitter = new EventEmitter();
  const root = plant(runtime, [
    taskSpec("a", async (ctx) => {
      if (ctx.incarnation === 1) assert.equal(ctx.own(emitter), emitter);
      await untilStopped(ctx);
    }),
  ]);
  emitter.emit("error", new Error("socket hang up"));
  await runtime.settle();
  assert.equal(errorOf(root.of("root/a", "child.exited")[0]?.["exit"]).message, "socket hang up");
  assert.equal(root.child("a").incarnation, 2);
  emitter.emit("error", new Error("late"));
  await runtime.settle();
  assert.equal(root.child("a").incarnation, 2, "its first life has ended");
});

test("a bound function runs in the child's context, with this, arguments and answer", () => {
  const runtime = virtualRuntime();
  const { ctx, life } = running(runtime);
  const bound = ctx.bind(function (this: unknown, ...args: number[]) {
    return [this, args, runtime.current()] as const;
  });
  const receiver = {};
  assert.deepEqual(bound.call(receiver, 1, 2), [receiver, [1, 2], life]);
});

test("what a bound function throws or rejects with fails the child, and its caller gets undefined", async () => {
  const fail: Record<string, () => unknown> = {
    "a throw": () => {
      throw new Error("broken");
    },
    "a rejection": async () => Promise.reject(new Error("broken")),
    "a rejection of what is like a promise": () =>
      // oxlint-disable-next-line unicorn/no-thenable -- the point of it
      ({ then: (_done: unknown, failed: (error: unknown) => void) => failed(new Error("broken")) }),
    "a then that throws": () =>
      thenable(() => {
        throw new Error("broken");
      }),
    "a then that cannot be read": () =>
      // oxlint-disable-next-line unicorn/no-thenable -- the point of it
      Object.defineProperty({}, "then", {
        get: () => {
          throw new Error("broken");
        },
      }),
  };
  for (const [how, call] of Object.entries(fail)) {
    const runtime = virtualRuntime();
    const { ctx, place } = running(runtime);
    const caller = running(runtime);
    const bound = ctx.bind(call);
    const answer = runtime.enter(caller.life, async () => bound());
    assert.equal(await answer, undefined, how);
    const { exit, inside } = place.told.find(({ news }) => news === "condemned") ?? {};
    assert.equal(errorOf(exit).message, "broken", how);
    if (how.includes("rejection")) assert.equal(inside, undefined, how);
    assert.deepEqual(caller.place.news, ["ready"], how);
  }
});

test("a bound function answers what it is bound to, and a promise of what that resolves with", async () => {
  const runtime = virtualRuntime();
  const { ctx, life } = running(runtime);
  assert.equal(ctx.bind(() => 1)(), 1);
  assert.equal(await ctx.bind(async () => 2)(), 2);
  let inside: object | undefined;
  const lazy = thenable((done) => {
    inside = runtime.current();
    done(3);
  });
  assert.equal(await ctx.bind(() => lazy)(), 3);
  assert.equal(inside, life, "what its then does is the child's");
});

test("use answers the running instance; NOT_RUNNING while it is down", async () => {
  const runtime = virtualRuntime();
  const pool = { start: () => undefined, stop: () => undefined };
  const db: Spec<typeof pool> = serviceSpec("db", () => pool);
  let ctx: Context | undefined;
  const root = plant(runtime, [
    db,
    taskSpec("a", (given) => {
      ctx = given;
      return never();
    }),
  ]);
  await runtime.settle();
  assert.equal(ctx?.use(db), pool);
  await root.supervisor.branch.stopChild("db");
  assert.throws(() => ctx?.use(db), { code: "NOT_RUNNING" });
});

test("shutdownTree brings the whole tree down", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [
    taskSpec("a", untilStopped),
    taskSpec("b", async ({ sleep, shutdownTree }) => {
      await sleep("1s");
      shutdownTree();
      await sleep("1h");
    }),
  ]);
  await runtime.advance("1s");
  assert.deepEqual(root.exit, { type: "shutdown" });
  for (const id of ["a", "b"]) assert.deepEqual(root.child(id).exit, { type: "shutdown" });
});

/** A context whose incarnation is over, either way. */
async function* fenced(): AsyncGenerator<{ readonly how: string; readonly ctx: Context; readonly place: LonePlace }> {
  const abandoned = running();
  abandoned.life.kill("brutal");
  yield { how: "abandoned", ...abandoned };
  const runtime = virtualRuntime();
  let ctx: Context | undefined;
  const { life, place } = alone(
    runtime,
    taskSpec("a", async (given) => {
      ctx = given;
    }),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(place.exit, { type: "normal" });
  assert.ok(ctx);
  yield { how: "ended", ctx, place };
}

test("over, now, own, bind and use throw STALE_INCARNATION, and sleep rejects with it", async () => {
  for await (const { ctx, place } of fenced()) {
    const calls: Record<string, () => unknown> = {
      now: () => ctx.now(),
      own: () => ctx.own(new EventEmitter()),
      bind: () => ctx.bind(() => 1),
      use: () => ctx.use(taskSpec("b", never)),
    };
    const stale = (member: string) => (error: unknown) => {
      assert.ok(error instanceof CoppiceError);
      assert.equal(error.code, "STALE_INCARNATION");
      assert.deepEqual(error.details, { path: "lone/a", incarnation: 1, member });
      assert.match(error.message, /called by incarnation 1 of lone\/a, which has ended or was abandoned: expected .*ctx\.signal/);
      return true;
    };
    const before = place.told.length;
    for (const [member, call] of Object.entries(calls)) assert.throws(call, stale(member));
    await assert.rejects(ctx.sleep("1s"), stale("sleep"));
    assert.deepEqual(
      place.told.slice(before).map(({ news, data }) => [news, data]),
      [...Object.keys(calls), "sleep"].map((member) => ["context.stale", { member, former: 1 }]),
    );
    assert.equal(place.environment.tree.stale, 5);
  }
});

test("over, ready, ignore, fail, shutdown, heartbeat and shutdownTree are told and counted, and do nothing", async () => {
  for await (const { ctx, place } of fenced()) {
    const before = place.told.length;
    let shutdowns = 0;
    place.environment.tree.shutdown = () => void (shutdowns += 1);
    const { ready, ignore, fail, shutdown, heartbeat, shutdownTree } = ctx;
    for (const call of [ready, ignore, () => fail(new Error("late")), () => shutdown(1), heartbeat, shutdownTree])
      assert.equal(call(), undefined);
    assert.deepEqual(
      place.told.slice(before).map(({ news, data }) => [news, data]),
      ["ready", "ignore", "fail", "shutdown", "heartbeat", "shutdownTree"].map((member) => [
        "context.stale",
        { member, former: 1 },
      ]),
    );
    assert.equal(place.environment.tree.stale, 6);
    assert.equal(shutdowns, 0);
  }
});

test("over, it still knows who it was, and its signal is aborted", async () => {
  for await (const { ctx, place } of fenced()) {
    assert.deepEqual([ctx.id, ctx.path, ctx.incarnation], ["a", "lone/a", 1]);
    assert.equal(ctx.signal.reason, STOP_REASON);
    assert.equal(place.environment.tree.stale, 0);
  }
});

test("the number of an incarnation stays its own when the next one lives", async () => {
  const runtime = virtualRuntime();
  const contexts: Context[] = [];
  plant(runtime, [
    taskSpec(
      "a",
      async (ctx) => {
        contexts.push(ctx);
        if (ctx.incarnation === 1) throw new Error("broken");
        await never();
      },
      { onStartFailure: "policy" },
    ),
  ]);
  await runtime.settle();
  assert.deepEqual(
    contexts.map(({ incarnation }) => incarnation),
    [1, 2],
  );
});

test("over, what it defers runs at once, in its context, and is told and counted", async () => {
  for await (const { ctx, place } of fenced()) {
    let inside: object | undefined;
    ctx.defer(() => {
      inside = place.environment.runtime.current();
    });
    assert.ok(inside);
    assert.equal(place.environment.tree.stale, 1);
    assert.deepEqual(place.told.at(-1)?.data, { member: "defer", former: 1 });
    ctx.defer(() => {
      throw new Error("broken");
    });
    place.environment.runtime.enter({}, () => ctx.defer(async () => Promise.reject(new Error("rejected"))));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(place.told.at(-1)?.inside, undefined);
    const failed = place.told.filter(({ news }) => news === "defer.failed");
    assert.deepEqual(
      failed.map(({ error, data }) => [error, data?.["former"]]),
      [
        ["broken", 1],
        ["rejected", 1],
      ],
    );
  }
});

test("a bound function of one that is over is not run: told, and answered undefined", async () => {
  const runtime = virtualRuntime();
  const { ctx, life, place } = running(runtime);
  const bound = ctx.bind(() => assert.fail("it ran"));
  const before = ctx.bind(() => new Promise((_resolve, reject) => void runtime.after(1_000, () => reject(new Error("late")))));
  void before();
  life.kill("brutal");
  assert.equal(bound(), undefined);
  assert.deepEqual(place.told.at(-1)?.data, { member: "bind", former: 1 });
  await runtime.advance("1s");
  assert.equal(place.told.at(-1)?.error, "late");
  assert.equal(place.news.filter((news) => news === "condemned").length, 0);
});

test("un-awaited calls, before and after the end, do not end the process", async () => {
  const runtime = virtualRuntime();
  const stray: unknown[] = [];
  const hear = (error: unknown): void => void stray.push(error);
  process.on("unhandledRejection", hear);
  process.on("uncaughtException", hear);
  try {
    const { ctx, life } = running(runtime);
    void ctx.sleep("1h");
    void ctx.sleep("nonsense" as never);
    void ctx.bind(async () => Promise.reject(new Error("rejected")))();
    life.stop();
    void ctx.sleep("1h");
    life.kill("deadline");
    void ctx.sleep("1h");
    void ctx.sleep("nonsense" as never);
    ctx.defer(async () => Promise.reject(new Error("rejected")));
    ctx.fail(new Error("late"));
    await runtime.advance("2h");
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("unhandledRejection", hear);
    process.off("uncaughtException", hear);
  }
  assert.deepEqual(stray, []);
});
