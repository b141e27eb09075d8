import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, supervisor, task, type TaskOptions } from "coppice";
import { grow, type GrownTree, watch } from "../support/grown-tree.ts";
import { idle, Puppet } from "../support/puppet.ts";

const EVERY_SECOND = { first: "1s", initial: "1s", factor: 1, jitter: 0 } as const;

/** A supervisor that bears nothing, with a child of these options, and the means to fail it. */
async function withWorker(
  options: TaskOptions,
  restarts = 0,
): Promise<GrownTree & { readonly worker: Puppet; crash: () => Promise<void> }> {
  const worker = new Puppet();
  const tree = await grow(
    supervisor("root", { intensity: { restarts, within: "1h" } }, [task("worker", worker.run, options), task("sibling", idle)]),
  );
  const crash = async (): Promise<void> => {
    worker.fail();
    await tree.runtime.settle();
  };
  return { ...tree, app: tree.app as unknown as App, worker, crash };
}

test("a restart that waited spends nothing of the supervisor's intensity", async () => {
  const { app, runtime, worker, crash } = await withWorker({ backoff: EVERY_SECOND });
  for (let count = 1; count <= 20; count += 1) {
    await crash();
    await runtime.advance("1s");
  }
  assert.equal(worker.count, 21);
  assert.equal(app.info().state, "running");
  await app.stop();
});

test("with a backoff the first restart is at once by default, and does spend a unit", async () => {
  const { app, crash, told } = await withWorker({ backoff: {} });
  const ended = watch(app.exit);
  await crash();
  assert.deepEqual([ended.state, told("supervisor.gave-up")], ["done", ["root"]]);
});

test("by default there is neither backoff nor budget: every restart is at once, and spends a unit", async () => {
  const { app, worker, crash, events } = await withWorker({}, 2);
  const ended = watch(app.exit);
  for (let count = 1; count <= 3; count += 1) await crash();
  assert.equal(worker.count, 3);
  assert.equal(ended.value?.type, "gave-up");
  assert.deepEqual(
    events.flatMap((event) => (event.type === "child.restarting" ? [event.delay] : [])),
    [0, 0],
  );
});

test("restarts: Infinity never trips", async () => {
  const { app, worker, crash } = await withWorker({}, Infinity);
  for (let count = 1; count <= 100; count += 1) await crash();
  assert.equal(worker.count, 101);
  await app.stop();
});

test("a restart that waited spends the child's own budget, and budget spent the supervisor gives up", async () => {
  const { app, runtime, worker, crash } = await withWorker({ backoff: EVERY_SECOND, budget: { restarts: 2, within: "1m" } });
  const ended = watch(app.exit);
  for (let count = 1; count <= 3; count += 1) {
    assert.equal(ended.state, "open");
    await crash();
    await runtime.advance("1s");
  }
  assert.equal(worker.count, 3);
  assert.equal(ended.value?.type === "gave-up" && ended.value.why, "budget");
  assert.equal(ended.value?.type === "gave-up" && ended.value.cause.path, "root/worker");
});

test("a budget is a number of restarts within a time: those that are older no longer count", async () => {
  const { app, runtime, worker, crash } = await withWorker({ backoff: EVERY_SECOND, budget: { restarts: 1, within: "10s" } });
  for (let count = 1; count <= 5; count += 1) {
    await crash();
    await runtime.advance("11s");
  }
  assert.equal(worker.count, 6);
  await app.stop();
});

test("a budget is looked at before the intensity, which is then not spent", async () => {
  const { app, crash, told } = await withWorker({ budget: { restarts: 0, within: "1m" }, onExhausted: "stop" });
  await crash();
  assert.deepEqual(told("child.exhausted"), ["root/worker"]);
  assert.equal(app.whichChild("worker").state, "stopped");
  assert.equal(app.info().state, "running");
  await app.stop();
});

test("onExhausted stop: the child stays down until a command starts it", async () => {
  const { app, runtime, worker, crash } = await withWorker({ budget: { restarts: 1, within: "1m" }, onExhausted: "stop" }, 1);
  await crash();
  await crash();
  await runtime.advance("1h");
  assert.deepEqual([worker.count, app.whichChild("worker").state], [2, "stopped"]);
  await app.restartChild("worker");
  assert.deepEqual([worker.count, app.whichChild("worker").state], [3, "running"]);
  await app.stop();
});

test("onExhausted quarantine: the child is parked until a command revives it, its budget as new", async () => {
  const { app, runtime, worker, crash, events } = await withWorker(
    { budget: { restarts: 1, within: "1h" }, onExhausted: "quarantine" },
    9,
  );
  await crash();
  await crash();
  await runtime.advance("10m");
  assert.deepEqual([worker.count, app.whichChild("worker").state], [2, "quarantined"]);
  assert.equal(app.whichChild("worker").dueIn, undefined);
  const parked = events.find(({ type }) => type === "child.quarantined");
  assert.equal(parked?.type === "child.quarantined" && parked.coolDown, undefined);
  await app.reviveChild("worker");
  await runtime.settle();
  assert.deepEqual([worker.count, app.whichChild("worker").state], [3, "running"]);
  await crash();
  assert.deepEqual([worker.count, app.whichChild("worker").state], [4, "running"], "one restart is allowed again");
  await crash();
  assert.equal(app.whichChild("worker").state, "quarantined");
  await app.restartChild("worker");
  await runtime.settle();
  assert.equal(app.whichChild("worker").state, "running");
  await app.stop();
});

test("coolDown: a quarantine ends by itself, with budget and backoff as new", async () => {
  const { app, runtime, worker, crash } = await withWorker({
    budget: { restarts: 1, within: "1h" },
    backoff: { ...EVERY_SECOND, factor: 10 },
    onExhausted: "quarantine",
    coolDown: "10m",
  });
  await crash();
  await runtime.advance("1s");
  await crash();
  const { state, dueIn } = app.whichChild("worker");
  assert.deepEqual({ state, dueIn }, { state: "quarantined", dueIn: 600_000 });
  await runtime.advance("9m");
  assert.equal(app.whichChild("worker").dueIn, 60_000);
  await runtime.advance("1m");
  assert.deepEqual([worker.count, app.whichChild("worker").state], [3, "running"]);
  await crash();
  assert.equal(app.whichChild("worker").dueIn, 1_000, "the waits begin anew");
  await app.stop();
});

test("a healthy spell of resetAfter starts the waits anew; a moment less does not", async () => {
  const { app, runtime, crash } = await withWorker({
    backoff: { first: "1s", initial: "4s", factor: 2, jitter: 0, resetAfter: "30s" },
  });
  const waits: (number | undefined)[] = [];
  for (const spell of ["0s", "29999ms", "30s", "0s"] as const) {
    await runtime.advance(spell);
    await crash();
    waits.push(app.whichChild("worker").dueIn);
    await runtime.advance(waits.at(-1) ?? 0);
  }
  assert.deepEqual(waits, [1_000, 4_000, 1_000, 4_000]);
  await app.stop();
});

test("jitter spreads the waits by chance, so that many children do not come back at once", async () => {
  const broken = async (): Promise<never> => {
    throw new Error("broken");
  };
  const children = Array.from({ length: 50 }, (_, index) => task(`child-${index}`, broken));
  const backoff = { first: "1s", initial: "10s", factor: 1, max: "10s", jitter: 0.2 } as const;
  const { app, runtime, events } = await grow(supervisor("root", { defaults: { backoff } }, children));
  await runtime.advance("1s");
  const waits = events.flatMap((event) => (event.type === "child.restarting" ? [event.delay] : [])).slice(50);
  assert.equal(waits.length, 50);
  assert.ok(new Set(waits).size > 40);
  assert.ok(waits.every((wait) => wait >= 8_000 && wait <= 12_000));
  await app.stop();
});

test("past its intensity a supervisor tells so, stops its children in reverse and exits gave-up with the cause", async () => {
  const worker = new Puppet();
  const { app, events, told } = await grow(
    supervisor("root", { intensity: { restarts: 0, within: "5s" } }, [
      task("a", idle),
      task("worker", worker.run),
      task("z", idle),
    ]),
  );
  worker.fail("out of luck");
  const exit = await app.exit;
  assert.deepEqual(told("child.exited"), ["root/worker", "root/z", "root/a"]);
  const types = events.map(({ type }) => type);
  assert.ok(types.indexOf("supervisor.gave-up") < types.indexOf("supervisor.stopping"));
  assert.equal(exit.type, "gave-up");
  const cause = exit.type === "gave-up" ? exit.cause : undefined;
  assert.equal(cause?.path, "root/worker");
  assert.equal(cause?.exit.type === "failed" && cause.exit.error.message, "out of luck");
});

test("a supervisor that gives up because a permanent child kept ending well says so, and names transient as the remedy", async () => {
  const { app, runtime } = await grow(supervisor("root", {}, [task("job", async () => undefined)]));
  await runtime.settle();
  const exit = await app.exit;
  assert.match((exit.type === "gave-up" && exit.hint) || "", /"job" kept ending well and is permanent.*restart: "transient"/);
  const worker = new Puppet();
  const failed = await grow(supervisor("root", { intensity: { restarts: 0, within: "5s" } }, [task("worker", worker.run)]));
  worker.fail();
  const other = await failed.app.exit;
  assert.equal(other.type === "gave-up" && other.hint, undefined, "of a child that fails there is nothing to say");
});

test("a supervisor that gave up is an abnormal exit to its parent: a transient one comes back", async () => {
  const inner = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", {}, [
      supervisor("web", { restart: "transient", intensity: { restarts: 0, within: "5s" } }, [task("http", inner.run)]),
    ]),
  );
  inner.fail();
  await runtime.settle();
  assert.deepEqual([app.whichChild("web").state, app.whichChild("web").exit?.type, inner.count], ["running", "gave-up", 2]);
  await app.stop();
});

test("defaults of a supervisor hold for its children, and what a child says itself comes first", async () => {
  const [plain, own] = [new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", { defaults: { restart: "transient", backoff: EVERY_SECOND } }, [
      task("plain", plain.run),
      task("own", own.run, { restart: "permanent", backoff: false }),
    ]),
  );
  plain.end();
  own.end();
  await runtime.settle();
  assert.deepEqual([app.whichChild("plain").state, app.whichChild("own").state], ["stopped", "running"]);
  own.fail();
  await app.restartChild("plain");
  plain.fail();
  await runtime.settle();
  assert.deepEqual([app.whichChild("plain").dueIn, own.count], [1_000, 3]);
  await app.stop();
});
