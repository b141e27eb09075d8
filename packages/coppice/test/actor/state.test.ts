import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type ActorContext, inspect, start, supervisor } from "coppice";
import { virtualRuntime } from "coppice/testing";

type Counting = ActorContext<{ count: number }>;

const RECEIVE = {
  add: ({ by }: { by: number }, ctx: Counting): number => (ctx.state.count += by),
  reset: (_message: unknown, ctx: Counting): void => {
    ctx.state = { count: 0 };
  },
  fail: (): never => {
    throw new Error("broken");
  },
};

for (const [how, init] of [
  ["as it is", () => ({ count: 10 })],
  ["as a promise", async () => ({ count: 10 })],
] as const) {
  test(`what init answers, ${how}, is the state: there before started, and others may take its place`, async () => {
    const seen: number[] = [];
    const counter = actor("counter", { init, receive: RECEIVE, started: (ctx) => void seen.push((ctx as Counting).state.count) });
    const app = await start(supervisor("root", [counter]), { runtime: virtualRuntime() });
    const ref = app.ref(counter);
    assert.equal(await ref.ask({ type: "add", by: 5 }), 15);
    assert.deepEqual(await inspect(ref), { count: 15 });
    await ref.ask({ type: "reset" });
    assert.equal(await ref.ask({ type: "add", by: 1 }), 1);
    assert.deepEqual(seen, [10]);
    await app.stop();
  });
}

test("a restart begins with the state that init answers then", async () => {
  const runtime = virtualRuntime();
  let lives = 0;
  const counter = actor("counter", { init: () => ({ count: (lives += 1) * 100 }), receive: RECEIVE });
  const app = await start(supervisor("root", [counter]), { runtime });
  const ref = app.ref(counter);
  assert.equal(await ref.ask({ type: "add", by: 1 }), 101);
  ref.tell({ type: "fail" });
  await runtime.settle();
  assert.equal(await ref.ask({ type: "add", by: 1 }), 201);
  await app.stop();
});

test("become keeps the state", async () => {
  const other = { receive: { ...RECEIVE, add: ({ by }: { by: number }, ctx: Counting): number => (ctx.state.count -= by) } };
  const counter = actor("counter", {
    init: () => ({ count: 1 }),
    receive: { ...RECEIVE, turn: (_message: unknown, ctx: ActorContext) => ctx.become(other) },
  });
  const app = await start(supervisor("root", [counter]), { runtime: virtualRuntime() });
  const ref = app.ref(counter);
  await ref.ask({ type: "turn" });
  assert.equal(await ref.ask({ type: "add", by: 3 }), -2);
  assert.deepEqual(await inspect(ref), { count: -2 });
  await app.stop();
});

test("an init that fails is a failed start, and one whose start is given up is not followed by started", async () => {
  const failing = actor("failing", { init: () => Promise.reject(new Error("no state")), receive: {} });
  await assert.rejects(start(supervisor("root", [failing]), { runtime: virtualRuntime() }), /no state/);

  const runtime = virtualRuntime();
  let wasStarted = false;
  const slow = actor(
    "slow",
    {
      init: (ctx) => ctx.sleep("1m").catch(() => ({ count: 0 })),
      receive: {},
      started: () => void (wasStarted = true),
    },
    { startTimeout: "1s", onStartFailure: "policy", restart: "temporary" },
  );
  const starting = start(supervisor("root", [slow]), { runtime });
  await runtime.advance("10s");
  await (await starting).stop();
  assert.equal(wasStarted, false);
});
