import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { actor, pool, registry, resume, start, supervisor, suspend, task, topics, type TreeEvent } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { grow } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

test("airssys A15 · events are emitted for all that happens to children and supervisors", async () => {
  const [worker, broken] = [new Puppet(), new Puppet()];
  const { app, runtime, events } = await grow(
    supervisor("root", { intensity: { restarts: 0, within: "5s" } }, [
      task("worker", worker.run, {
        backoff: { first: "1s" },
        budget: { restarts: 1, within: "1m" },
        onExhausted: "quarantine",
      }),
      task("nothing", async (ctx) => ctx.ignore(), { ready: "signal" }),
      task(
        "reporting",
        async (ctx) => {
          const emitter = ctx.own(new EventEmitter());
          ctx.defer(() => {
            throw new Error("deferred");
          });
          await broken.run(ctx);
          emitter.emit("error", new Error("emitted"));
          await idle(ctx);
        },
        { restart: "temporary" },
      ),
      task("stubborn", () => new Promise(() => undefined), { shutdown: "brutal" }),
      task("last", idle, { restart: "permanent" }),
    ]),
  );
  broken.end();
  worker.fail();
  await runtime.advance("1s");
  worker.fail();
  await runtime.settle();
  await app.reviveChild("worker");
  await runtime.settle();
  await app.deleteChild("nothing");
  await app.stopChild("stubborn");
  const last = new Puppet();
  await app.startChild(task("final", last.run));
  last.fail();
  await app.exit;
  const types = [...new Set(events.map(({ type }) => type))].toSorted();
  assert.deepEqual(types, [
    "child.abandoned",
    "child.exited",
    "child.failing",
    "child.ignored",
    "child.quarantined",
    "child.removed",
    "child.restarting",
    "child.revived",
    "child.started",
    "child.starting",
    "child.stopping",
    "defer.failed",
    "supervisor.gave-up",
    "supervisor.started",
    "supervisor.stopped",
    "supervisor.stopping",
  ]);
});

test("airssys A15 · events are emitted for what happens to actors, mailboxes, names, topics and pools", async () => {
  const names = registry("names");
  const news = topics("news");
  const team = pool("team", { receive: {} }, { size: 1 });
  const gate = Promise.withResolvers<void>();
  const clerk = actor(
    "clerk",
    {
      started: (ctx) => {
        ctx.use(names).register(ctx, "clerk");
        ctx.use(news).subscribe(ctx, "orders.*", {
          filter: () => {
            throw new Error("filter");
          },
        });
      },
      receive: {
        work: () => gate.promise,
        fail: (): never => {
          throw new Error("broken");
        },
      },
      onError: () => "resume",
    },
    { mailbox: { capacity: 1 } },
  );
  const { app, runtime, events } = await grow(supervisor("root", [names, news, team, clerk]));
  const ref = app.ref(clerk);
  ref.tell({ type: "work" });
  await runtime.settle();
  ref.tell({ type: "fail" });
  ref.tell({ type: "work" });
  gate.resolve();
  await suspend(ref);
  await resume(ref);
  app.use(news).tell("orders.new", { type: "work" });
  await app.use(team).resize(2);
  await runtime.settle();
  await app.stopChild("clerk");
  await app.stop();
  const types = [...new Set(events.map(({ type }) => type))].filter((type) => !/^(child|supervisor)\./.test(type)).toSorted();
  assert.deepEqual(types, [
    "actor.resumed",
    "actor.suspended",
    "dead-letter",
    "mailbox.full",
    "pool.resized",
    "registry.registered",
    "registry.unregistered",
    "topic.filter-failed",
    "topic.subscribed",
    "topic.unsubscribed",
  ]);
});

test("airssys A15 · a listener with a severity floor hears that severity and what is above", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run)]));
  const heard: string[] = [];
  app.subscribe(({ severity, type }) => void heard.push(`${severity} ${type}`), { severity: "warn" });
  worker.fail();
  await runtime.settle();
  await app.stop();
  assert.deepEqual(heard, ["error child.exited", "warn child.restarting"]);
});

test("airssys A15 · the history is bounded, counts all by type and severity, and is reset", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", { intensity: { restarts: 10, within: "5s" } }, [task("worker", worker.run)]),
    { history: { capacity: 4, severity: "warn" } },
  );
  const { history } = app;
  assert.ok(history);
  for (let count = 0; count < 3; count += 1) {
    worker.fail();
    await runtime.settle();
  }
  const { events, dropped, totals } = history.snapshot();
  assert.deepEqual(
    events.map(({ type }) => type),
    ["child.exited", "child.restarting", "child.exited", "child.restarting"],
  );
  assert.equal(dropped, 2);
  assert.deepEqual(totals.bySeverity, { debug: 4, info: 5, warn: 3, error: 3 });
  assert.equal(totals.byType["child.exited"], 3);
  assert.equal(totals.all, 15);
  history.reset();
  assert.deepEqual(history.snapshot(), {
    events: [],
    dropped: 0,
    totals: { all: 0, byType: {}, bySeverity: { debug: 0, info: 0, warn: 0, error: 0 } },
  });
  await app.stop();
});

test("airssys A15 · with nobody listening no event is made, not even its time is read", async () => {
  const runtime = virtualRuntime();
  const worker = new Puppet();
  let reads = 0;
  const counting = {
    ...runtime,
    wall: () => {
      reads += 1;
      return runtime.wall();
    },
  };
  const app = await start(supervisor("root", {}, [task("worker", worker.run)]), { runtime: counting });
  worker.fail();
  await runtime.settle();
  assert.equal(app.whichChild("worker").restarts, 1);
  assert.equal(reads, 0);
  const heard: TreeEvent[] = [];
  app.subscribe((event) => void heard.push(event));
  worker.fail();
  await runtime.settle();
  assert.equal(heard[0]?.seq, 1, "what nobody heard has no number");
  assert.equal(reads, heard.length);
  await app.stop();
});
