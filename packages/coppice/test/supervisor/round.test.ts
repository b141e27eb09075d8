import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChildState, type SupervisorOptions, supervisor, task, type TaskOptions } from "coppice";
import { grow, watch } from "../support/grown-tree.ts";
import { Puppet } from "../support/puppet.ts";

const IN_TEN_SECONDS = { first: "10s", initial: "10s", factor: 1, jitter: 0 } as const;
const PARKED = { budget: { restarts: 0, within: "1h" }, onExhausted: "quarantine" } as const;

/** Three children `a`, `b` and `c` under one supervisor, and what moves and shows them. */
async function three(options: SupervisorOptions, own: Readonly<Partial<Record<"a" | "b" | "c", TaskOptions>>> = {}) {
  const [a, b, c] = [new Puppet(), new Puppet(), new Puppet()];
  const tree = await grow(
    supervisor("root", options, [task("a", a.run, own.a), task("b", b.run, own.b), task("c", c.run, own.c)]),
  );
  const states = (): readonly ChildState[] => tree.app.whichChildren().map(({ state }) => state);
  const counts = (): readonly number[] => [a, b, c].map(({ count }) => count);
  return { ...tree, a, b, c, states, counts };
}

for (const [strategy, waiting] of [
  ["one-for-all", ["waiting", "restarting", "waiting"]],
  ["rest-for-one", ["running", "restarting", "waiting"]],
] as const) {
  test(`${strategy}: the siblings that a failure takes along are stopped first, and wait with it for its backoff`, async () => {
    const { app, runtime, b, states, counts } = await three(
      { strategy, intensity: { restarts: 0, within: "1h" } },
      { b: { backoff: IN_TEN_SECONDS } },
    );
    b.fail();
    await runtime.advance("9999ms");
    assert.deepEqual(states(), waiting);
    assert.equal(app.whichChild("b").dueIn, 1);
    await runtime.advance("1ms");
    assert.deepEqual(states(), ["running", "running", "running"]);
    assert.deepEqual(counts(), strategy === "one-for-all" ? [2, 2, 2] : [1, 2, 2]);
    await app.stop();
  });

  test(`${strategy}: siblings wait with a child in quarantine too, until it is revived`, async () => {
    const { app, runtime, b, states } = await three({ strategy }, { b: PARKED });
    b.fail();
    await runtime.advance("1h");
    assert.deepEqual(
      states(),
      waiting.map((state) => (state === "restarting" ? "quarantined" : state)),
    );
    await app.reviveChild("b");
    await runtime.settle();
    assert.deepEqual(states(), ["running", "running", "running"]);
    await app.stop();
  });
}

test("stopping, or deleting, the child that a round waits for lets the others come back without it", async () => {
  const waits = await three(
    { strategy: "one-for-all", intensity: { restarts: 0, within: "1h" } },
    { b: { backoff: IN_TEN_SECONDS } },
  );
  waits.b.fail();
  await waits.runtime.settle();
  await waits.app.stopChild("b");
  await waits.runtime.settle();
  assert.deepEqual(waits.states(), ["running", "stopped", "running"]);
  await waits.app.stop();

  const parked = await three({ strategy: "one-for-all" }, { b: PARKED });
  parked.b.fail();
  await parked.runtime.settle();
  await parked.app.deleteChild("b");
  await parked.runtime.settle();
  assert.deepEqual(parked.states(), ["running", "running"]);
  await parked.app.stop();
});

test("a sibling that a command stops while its round waits stays down", async () => {
  const { app, runtime, b, states } = await three({ strategy: "one-for-all" }, { b: { backoff: IN_TEN_SECONDS } });
  b.fail();
  await runtime.settle();
  await app.stopChild("c");
  await runtime.advance("10s");
  assert.deepEqual(states(), ["running", "running", "stopped"]);
  await app.stop();
});

test("a second failure while a round is open joins it: the round waits for the latest due time", async () => {
  const { app, runtime, a, b, c, states, counts } = await three(
    { strategy: "one-for-all", intensity: { restarts: 0, within: "1h" } },
    { a: { backoff: { ...IN_TEN_SECONDS, first: "30s" } }, b: { backoff: IN_TEN_SECONDS } },
  );
  c.deaf = true;
  b.fail();
  await runtime.settle();
  assert.deepEqual(states(), ["running", "restarting", "stopping"], "a has to wait for c");
  a.fail();
  await runtime.settle();
  c.end();
  await runtime.advance("10s");
  assert.deepEqual(states(), ["restarting", "restarting", "waiting"], "b is due, and waits for a");
  await runtime.advance("19999ms");
  assert.deepEqual(counts(), [1, 1, 1]);
  await runtime.advance("1ms");
  assert.deepEqual(counts(), [2, 2, 2]);
  c.deaf = false;
  await app.stop();
});

test("rounds that come to share a child become one", async () => {
  const { app, runtime, a, b, c, counts, states } = await three(
    { strategy: (failed) => (failed.id === "c" ? ["a", "b", "c"] : [failed.id]), intensity: { restarts: 0, within: "1h" } },
    {
      a: { backoff: IN_TEN_SECONDS },
      b: { backoff: { ...IN_TEN_SECONDS, first: "20s" } },
      c: { backoff: { ...IN_TEN_SECONDS, first: "5s" } },
    },
  );
  a.fail();
  b.fail();
  await runtime.settle();
  c.fail();
  await runtime.advance("19999ms");
  assert.deepEqual(states(), ["restarting", "restarting", "restarting"]);
  await runtime.advance("1ms");
  assert.deepEqual(counts(), [2, 2, 2]);
  await app.stop();
});

test("a failure that joins a round whose starts have not begun spends no intensity; a later one does", async () => {
  const { app, runtime, a, b, c, counts } = await three({ strategy: "one-for-all", intensity: { restarts: 1, within: "1h" } });
  const ended = watch(app.exit);
  c.deaf = true;
  b.fail();
  await runtime.settle();
  a.fail();
  await runtime.settle();
  c.end();
  await runtime.settle();
  assert.deepEqual(counts(), [2, 2, 2]);
  assert.equal(ended.state, "open");
  c.deaf = false;
  a.fail();
  await runtime.settle();
  assert.equal(ended.value?.type, "gave-up");
});

test("a sibling that ends by itself while the round takes it along comes back with it, though it is transient and ended well", async () => {
  const { app, runtime, a, b, c, counts } = await three({ strategy: "one-for-all" }, { a: { restart: "transient" } });
  c.deaf = true;
  b.fail();
  await runtime.settle();
  a.end();
  await runtime.settle();
  assert.equal(app.whichChild("a").state, "waiting");
  c.end();
  await runtime.settle();
  assert.deepEqual(counts(), [2, 2, 2]);
  c.deaf = false;
  await app.stop();
});

test("what a sibling ends with while it is being stopped is no failure of its own, whatever it is", async () => {
  const { app, runtime, a, b, c, counts, told } = await three({
    strategy: "one-for-all",
    intensity: { restarts: 1, within: "1h" },
  });
  c.deaf = true;
  b.fail();
  await runtime.settle();
  c.fail("went wrong on the way down");
  await runtime.settle();
  assert.deepEqual(counts(), [2, 2, 2]);
  assert.deepEqual(told("child.restarting"), ["root/b"]);
  assert.equal(app.whichChild("c").exit?.type, "failed", "its exit keeps its own type");
  assert.equal(a.count, 2);
  c.deaf = false;
  await app.stop();
});

test("children come back in order, each once the one before is ready", async () => {
  const steps: string[] = [];
  const child = (id: string) =>
    task(
      id,
      async (ctx) => {
        await ctx.sleep(ctx.incarnation === 1 ? 0 : "1s");
        steps.push(`${ctx.now()} ${id}`);
        ctx.ready();
        await puppets.run(ctx);
      },
      { ready: "signal" },
    );
  const puppets = new Puppet();
  const { app, runtime } = await grow(supervisor("root", { strategy: "one-for-all" }));
  for (const id of ["a", "b", "c"]) {
    const starting = app.startChild(child(id));
    await runtime.settle();
    await starting;
  }
  steps.length = 0;
  puppets.fail();
  await runtime.advance("3s");
  assert.deepEqual(steps, ["1000 a", "2000 b", "3000 c"]);
  await app.stop();
});

test("a restart is never in the same turn of the loop as the failure", async () => {
  const { app, runtime, b, counts } = await three({});
  b.fail();
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(counts(), [1, 1, 1]);
  assert.equal(app.whichChild("b").state, "restarting");
  await runtime.settle();
  assert.deepEqual(counts(), [1, 2, 1]);
  await app.stop();
});
