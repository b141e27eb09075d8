import assert from "node:assert/strict";
import { test } from "node:test";
import { type ActorContext, pool, type Pool, type PoolOptions, type Spec, supervisor, task } from "coppice";
import { outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

interface Job {
  readonly what: string;
}

const DOWN = { backoff: { first: "10s", initial: "10s", jitter: 0 } } as const;

/** A pool whose workers tell who did what, can be held up and can fail. */
function team(options: PoolOptions<Job & { readonly type: string }> = {}) {
  const done: string[] = [];
  const held: PromiseWithResolvers<void>[] = [];
  const spec = pool(
    "team",
    (ctx: ActorContext) => ({
      receive: {
        job: ({ what }: Job) => {
          done.push(`${ctx.id} ${what}`);
          return ctx.id;
        },
        wait: async ({ what }: Job) => {
          const gate = Promise.withResolvers<void>();
          held.push(gate);
          await gate.promise;
          return `${ctx.id}${what}`;
        },
        fail: ({ what }: Job): never => {
          throw new Error(`broken ${what}`);
        },
      },
    }),
    { workers: DOWN, intensity: { restarts: 100, within: "1s" }, ...options },
  );
  return { spec, done, held };
}

const own: Spec<Pick<Pool, "resize">> = pool(
  "own",
  (ctx: ActorContext) => ({ receive: { shrink: () => outcome(ctx.use(own).resize(1)) } }),
  { size: 2 },
);

async function grown(options: PoolOptions<Job & { readonly type: string }> = {}) {
  const its = team(options);
  const tree = await grow(supervisor("root", [its.spec]));
  return { ...its, ...tree, pool: tree.app.use(its.spec) };
}

const job = (what: unknown) => ({ type: "job", what: String(what) }) as const;

test("a pool is a supervisor of numbered actors, which shows in the tree", async () => {
  const { app, pool: its, spec } = await grown({ size: 3 });
  assert.deepEqual([app.whichChild("team").kind, app.countChildren().supervisors], ["pool", 1]);
  assert.deepEqual(
    app.snapshot().children?.[0]?.children?.map(({ path, kind, state }) => [path, kind, state]),
    ["1", "2", "3"].map((id) => [`root/team/${id}`, "actor", "running"]),
  );
  assert.deepEqual(its.workers.map(String), ["root/team/1", "root/team/2", "root/team/3"]);
  assert.deepEqual([String(its), JSON.stringify(its), its.size, its.isThere], ["root/team", '"root/team"', 3, true]);
  assert.equal(await app.refAt("root/team/2").ask(job("direct")), "2");
  assert.equal(spec.id, "team");
});

test("round-robin: one after the other, and by default four of them", async () => {
  const { pool: its } = await grown();
  const ids: unknown[] = [];
  for (let at = 0; at < 6; at += 1) ids.push(await its.ask(job(at)));
  assert.deepEqual(ids, ["1", "2", "3", "4", "1", "2"]);
});

test("what goes with a message goes with it to the worker", async () => {
  const seen: unknown[] = [];
  const desks = pool("desks", (ctx: ActorContext) => ({ receive: { note: () => void seen.push(ctx.envelope.correlationId) } }), {
    size: 2,
    route: "broadcast",
  });
  const { app, runtime } = await grow(supervisor("root", [desks]));
  app.use(desks).tell({ type: "note" }, { correlationId: "seven" });
  await runtime.settle();
  assert.deepEqual(seen, ["seven", "seven"]);
});

test("random: by the runtime's numbers, the same in each run, and everybody gets some", async () => {
  const runs = [];
  for (let run = 0; run < 2; run += 1) {
    const { pool: its, done, runtime } = await grown({ size: 3, route: "random" });
    for (let at = 0; at < 60; at += 1) its.tell(job(at));
    await runtime.settle();
    runs.push(done);
  }
  assert.deepEqual(runs[0], runs[1]);
  for (const id of ["1", "2", "3"]) assert.ok((runs[0] ?? []).filter((line) => line.startsWith(id)).length > 8);
});

test("least-loaded: by what waits and what is at hand", async () => {
  const { pool: its, done, held, runtime } = await grown({ size: 3, route: "least-loaded" });
  its.tell({ type: "wait", what: "" });
  await runtime.settle();
  its.tell({ type: "wait", what: "" });
  await runtime.settle();
  its.tell(job("a"));
  its.tell(job("b"));
  its.tell(job("c"));
  await runtime.settle();
  assert.deepEqual(done, ["3 a"], "the first was least loaded, then all were alike");
  for (const gate of held) gate.resolve();
  await runtime.settle();
  assert.deepEqual(done.toSorted(), ["1 b", "2 c", "3 a"]);
});

test("broadcast: all are told, and the first reply counts", async () => {
  const { pool: its, done, held, runtime } = await grown({ size: 3, route: "broadcast" });
  its.tell(job("a"));
  await its.send(job("b"));
  await runtime.settle();
  assert.deepEqual(done.toSorted(), ["1 a", "1 b", "2 a", "2 b", "3 a", "3 b"]);
  const asked = watch(its.ask({ type: "wait", what: "" }));
  await runtime.settle();
  held[1]?.resolve();
  await runtime.settle();
  assert.equal(asked.value, "2");
});

test("by key: the same key, the same worker; a restarted one keeps its keys, one that is down for good gives them away", async () => {
  const { pool: its, done, app, runtime } = await grown({ size: 4, route: { key: ({ what }) => what } });
  const ids = new Map<string, string>();
  for (const what of ["a", "b", "c", "d", "e", "f", "g", "h"]) ids.set(what, await its.ask(job(what)));
  for (const [what, id] of ids) assert.equal(await its.ask(job(what)), id);
  assert.ok(new Set(ids.values()).size > 1);
  const [[what, id]] = Array.from(ids) as [[string, string]];
  its.tell({ type: "fail", what });
  await runtime.settle();
  const waiting = watch(its.ask(job(what), { timeout: "1m" }));
  await runtime.settle();
  assert.equal(waiting.state, "open", "it waits for its next incarnation");
  await runtime.advance("10s");
  assert.equal(waiting.value, id);
  await app.child("team").stopChild(id);
  const other = await its.ask(job(what));
  assert.notEqual(other, id);
  assert.equal(await its.ask(job(what)), other);
  assert.ok(done.length > 0);
});

for (const route of ["round-robin", "random", "least-loaded"] as const) {
  test(`${route}: workers that are down are not chosen while others are up; when none is, messages wait for those that come back`, async () => {
    const { pool: its, done, runtime } = await grown({ size: 3, route });
    its.workers[1]?.tell({ type: "fail", what: "" });
    await runtime.settle();
    for (let at = 0; at < 12; at += 1) its.tell(job(at));
    await runtime.settle();
    assert.equal(done.length, 12);
    assert.ok(!done.some((line) => line.startsWith("2")));
    for (const worker of its.workers) worker.tell({ type: "fail", what: "" });
    await runtime.settle();
    its.tell(job("late"));
    await runtime.settle();
    assert.equal(done.length, 12);
    await runtime.advance("30s");
    assert.match(done.at(-1) ?? "", /late$/);
  });
}

test("resize: more workers get messages once they are ready; the next change waits for the one before", async () => {
  const { pool: its, app, events, runtime } = await grown({ size: 1 });
  await Promise.all([its.resize(3), its.resize(2), its.resize(4)]);
  assert.deepEqual(
    app.snapshot().children?.[0]?.children?.map(({ id }) => id),
    ["1", "2", "3", "4"],
  );
  await its.resize(4);
  await runtime.settle();
  assert.deepEqual(
    events.flatMap((event) => (event.type === "pool.resized" ? [[event.path, event.from, event.to]] : [])),
    [
      ["root/team", 1, 3],
      ["root/team", 3, 2],
      ["root/team", 2, 4],
    ],
  );
});

test("resize: those who leave get no more, finish what waits for them, and are gone", async () => {
  const { pool: its, app, done, held, runtime } = await grown({ size: 2 });
  for (const what of ["", ""]) its.tell({ type: "wait", what });
  for (const what of [1, 2, 3, 4]) its.tell(job(what));
  await runtime.settle();
  const smaller = watch(its.resize(1));
  await runtime.settle();
  its.tell(job(5));
  its.tell(job(6));
  assert.deepEqual([its.size, smaller.state], [1, "open"]);
  held[1]?.resolve();
  await runtime.settle();
  assert.deepEqual([smaller.state, done], ["done", ["2 2", "2 4"]]);
  assert.deepEqual(
    app.snapshot().children?.[0]?.children?.map(({ id }) => id),
    ["1"],
  );
  held[0]?.resolve();
  await runtime.settle();
  assert.deepEqual(done.slice(2), ["1 1", "1 3", "1 5", "1 6"]);
  assert.deepEqual(app.deadLetters, {});
});

test("resize: one who leaves and does not get done in time is stopped, and what waits for it is dead", async () => {
  const { pool: its, app, runtime } = await grown({ size: 2, drain: "1s", workers: { shutdown: "2s" } });
  for (const what of ["", ""]) its.tell({ type: "wait", what });
  for (const what of [1, 2]) its.tell(job(what));
  const smaller = watch(its.resize(1));
  await runtime.advance("1s");
  assert.equal(smaller.state, "open");
  await runtime.advance("2s");
  assert.equal(smaller.state, "done");
  assert.deepEqual(app.deadLetters, { "not-running": 1, failed: 1 });
});

test("the size and the address outlive a restart of the pool", async () => {
  const { spec } = team({ size: 1 });
  const breaks = task("breaks", (ctx) => ctx.sleep("1s").then(() => Promise.reject(new Error("broken"))), {
    restart: "transient",
  });
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all", intensity: { restarts: 1, within: "1s" } }, [spec, breaks]),
  );
  const its = app.use(spec);
  await its.resize(3);
  await runtime.advance("1500ms");
  assert.equal(app.whichChild("team").incarnation, 2);
  assert.equal(app.use(spec), its);
  assert.equal(app.snapshot().children?.[0]?.children?.length, 3);
  assert.equal(await its.ask(job(1)), "1");
  await app.stopChild("team");
  assert.equal(await outcome(its.resize(2)), "NOT_RUNNING");
  assert.equal(await outcome(its.ask(job(1))), "NOT_RUNNING");
  assert.equal(its.isThere, false);
});

test("send waits for room in the mailbox of the worker that was chosen", async () => {
  const { pool: its, held, done, runtime } = await grown({ size: 1, mailbox: { capacity: 1, overflow: "block" } });
  its.tell({ type: "wait", what: "" });
  await runtime.settle();
  const sent = [1, 2].map((what) => watch(its.send(job(what))));
  await runtime.settle();
  assert.deepEqual(
    sent.map(({ state }) => state),
    ["done", "open"],
  );
  held[0]?.resolve();
  await runtime.settle();
  assert.deepEqual([sent[1]?.state, done], ["done", ["1 1", "1 2"]]);
});

test("bad input: sizes, routes and keys that are none; a worker that makes its own pool smaller", async () => {
  const { pool: its, app } = await grown({ size: 2, route: { key: () => 7 as never } });
  assert.equal(await outcome(its.send(job(1))), "BAD_OPTION");
  assert.equal(await outcome(its.ask(job(1))), "BAD_OPTION");
  its.tell(job(1));
  assert.deepEqual(app.deadLetters, { unhandled: 1 });
  for (const size of [0, -1, 1.5, Number.NaN, "3", 20_000]) {
    await assert.rejects(its.resize(size as number), { code: "BAD_OPTION", message: /expected a whole number from 1 to 10000/ });
  }
  await app.startChild(own);
  assert.equal(await app.refAt("root/own/1").ask({ type: "shrink" }), "WOULD_DEADLOCK");
  const empty = { receive: {} };
  assert.throws(() => pool("team", empty, { size: 0 }), { code: "BAD_OPTION" });
  assert.throws(() => pool("team", empty, { route: "fastest" as never }), {
    code: "BAD_OPTION",
    message: /"round-robin", "random"/,
  });
  assert.throws(() => pool("team", empty, { route: {} as never }), { code: "BAD_OPTION", message: /route.key/ });
  assert.throws(() => pool("team", empty, { mailbox: { capacity: 0 } }), { code: "BAD_OPTION" });
  assert.throws(() => pool("team", empty, { drain: "soon" as never }), { code: "BAD_DURATION" });
  assert.throws(() => pool("team", 7 as never), { code: "BAD_SPEC" });
});
