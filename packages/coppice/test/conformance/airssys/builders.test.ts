import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, supervisor, task } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

test("airssys A2 · a builder takes restart type and start timeout, and what it spawns runs by them", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(supervisor("root"));
  await app.child("worker").restart("transient").startTimeout("2s").spawn(worker.run);
  assert.equal(app.whichChild("worker").restart, "transient");
  worker.end();
  await runtime.settle();
  assert.equal(app.whichChild("worker").state, "stopped");

  const late = watch(
    app
      .child("late")
      .startTimeout("2s")
      .shutdown("brutal")
      .spawn(() => ({ initialize: hangs, run: hangs })),
  );
  await runtime.advance("2s");
  assert.match((late.error as Error).message, /not ready within 2000 ms/);
  await app.stop();
});

test("airssys A2 · a whole supervisor is described word by word, each answering a new spec, as a literal would", async () => {
  const worker = new Puppet();
  const empty = supervisor("root");
  const root = empty
    .withStrategy("one-for-all")
    .withIntensity(5, "10s")
    .withWorker("worker", worker.run, "permanent")
    .withTask("helper", idle, { restart: "transient", shutdown: "1s" })
    .withSupervisor(supervisor("nested").withShutdown("2s"));
  assert.deepEqual(root.options, { strategy: "one-for-all", intensity: { restarts: 5, within: "10s" } });
  assert.deepEqual([empty.body.children, empty.options], [[], {}]);
  const { app, runtime } = await grow(root);
  worker.fail();
  await runtime.settle();
  assert.deepEqual(
    app.whichChildren().map(({ id, kind, restart, incarnation }) => [id, kind, restart, incarnation]),
    [
      ["worker", "worker", "permanent", 2],
      ["helper", "task", "transient", 2],
      ["nested", "supervisor", "permanent", 2],
    ],
  );
  await app.stop();
});

test("airssys A2 · a shutdown is graceful for a time, immediate, or without limit", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  const stubborn = async (): Promise<never> => await hangs();
  await app.child("graceful").shutdown("2s").spawn(stubborn);
  await app.child("immediate").shutdown("brutal").spawn(stubborn);
  const { promise, resolve } = Promise.withResolvers<void>();
  await app
    .child("patient")
    .shutdown(Infinity)
    .spawn(async () => await promise);

  assert.deepEqual(await app.stopChild("immediate"), { type: "killed", by: "brutal", leaked: true });
  const graceful = watch(app.stopChild("graceful"));
  const patient = watch(app.stopChild("patient"));
  await runtime.advance("1999ms");
  assert.equal(graceful.state, "open");
  await runtime.advance("1ms");
  assert.deepEqual(graceful.value, { type: "killed", by: "shutdown-timeout", leaked: true });
  await runtime.advance("10h");
  assert.equal(patient.state, "open");
  resolve();
  await runtime.settle();
  assert.deepEqual(patient.value, { type: "shutdown" });
  await app.stop();
});

test("airssys A2 · spawn without a factory is refused, and says what is expected", async () => {
  const { app } = await grow(supervisor("root"));
  for (const given of [undefined, null, {}, "worker.ts"]) {
    await assert.rejects(app.child("worker").spawn(given as never), {
      code: "BAD_SPEC",
      message: /^root\/worker: spawn.*expected a function of the context, or a class/,
    });
  }
  assert.deepEqual(app.whichChildren(), []);
  await app.stop();
});

test("airssys A3 · ten children of one name are worker-0 to worker-9, answered as a list and by name", async () => {
  const { app } = await grow(supervisor("root"));
  const { list, byName } = await app.children("worker", 10).spawnBatch(idle);
  const ids = Array.from({ length: 10 }, (_, index) => `worker-${index}`);
  assert.deepEqual(
    list.map(({ id }) => id),
    ids,
  );
  assert.deepEqual(Object.keys(byName), ids);
  assert.equal(byName["worker-7"]?.info().state, "running");
  assert.deepEqual(
    app.whichChildren().map(({ id, state }) => [id, state]),
    ids.map((id) => [id, "running"]),
  );
  await app.stop();
});

test("airssys A3 · a factory may be given the number of its child", async () => {
  const seen: [number, string][] = [];
  const { app } = await grow(supervisor("root"));
  await app.children("worker", 3).spawnBatchWith((index, ctx: Context) => {
    seen.push([index, ctx.path]);
    return idle(ctx);
  });
  assert.deepEqual(seen, [
    [0, "root/worker-0"],
    [1, "root/worker-1"],
    [2, "root/worker-2"],
  ]);
  await app.stop();
});

test("airssys A3 · settings are common to all, with overrides for one of them by number or by name", async () => {
  const { app } = await grow(supervisor("root"));
  await app
    .children("worker", 3)
    .restart("transient")
    .shutdown("1s")
    .with(1, { restart: "temporary" })
    .with("worker-2", { restart: "permanent", shutdown: "9s" })
    .spawnBatch(idle);
  assert.deepEqual(
    app.whichChildren().map(({ id, restart }) => [restart, app.getSpec(id).options.shutdown]),
    [
      ["transient", "1s"],
      ["temporary", "1s"],
      ["permanent", "9s"],
    ],
  );
  await app.stop();
});

test("airssys A3 · a batch is all or none: when one fails, those before it are stopped, last first, and are gone", async () => {
  const ended: string[] = [];
  const { app } = await grow(supervisor("root", {}, [task("idle", idle)]));
  const batch = app.children("worker", 4).spawnBatchWith((index, ctx: Context) => {
    if (index === 2) throw new Error("no licence for a third");
    ctx.defer(() => ended.push(ctx.id));
    return idle(ctx);
  });
  await assert.rejects(batch, { code: "START_FAILED", message: /root\/worker-2.*no licence for a third/ });
  assert.deepEqual(ended, ["worker-1", "worker-0"]);
  assert.deepEqual(
    app.whichChildren().map(({ id }) => id),
    ["idle"],
  );
  await app.stop();
});
