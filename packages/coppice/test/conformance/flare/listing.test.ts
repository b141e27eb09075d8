import assert from "node:assert/strict";
import { test } from "node:test";
import { isCoppiceError, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

test("flare F2 · an empty tree starts and stops", async () => {
  const { app } = await grow(supervisor("root"));
  assert.deepEqual(app.whichChildren(), []);
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  const report = await app.stop();
  assert.deepEqual(report, { id: "root", path: "root", exit: { type: "shutdown" }, took: 0, children: [] });
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

test("flare F2 · name, strategy, intensity and how long it runs can be read of a supervisor", async () => {
  const intensity = { restarts: 7, within: "1m" } as const;
  const { app, runtime } = await grow(supervisor("root", {}, [supervisor("web", { strategy: "rest-for-one", intensity })]));
  await runtime.advance("90s");
  const { id, options } = app.getSpec("web");
  assert.equal(id, "web");
  assert.deepEqual(options, { strategy: "rest-for-one", intensity });
  assert.equal(app.path, "root");
  const since = [app.info().since, app.child("web").info().since];
  assert.deepEqual(
    since.map((from) => runtime.now() - from),
    [90_000, 90_000],
  );
  await app.stop();
});

test("flare F4 · children are listed with id, kind, restart type, state, restarts and last exit, and all run at once", async () => {
  const worker = new Puppet();
  const done = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", {}, [task("worker", worker.run), task("done", done.run, { restart: "transient" }), task("idle", idle)]),
  );
  assert.deepEqual(
    app.whichChildren().map(({ state }) => state),
    ["running", "running", "running"],
  );
  worker.fail("lost the line");
  done.end();
  await runtime.settle();
  const listed = app.whichChildren().map(({ id, kind, restart, state, restarts, exit }) => {
    return { id, kind, restart, state, restarts, exit: exit?.type === "failed" ? exit.error.message : exit?.type };
  });
  assert.deepEqual(listed, [
    { id: "worker", kind: "task", restart: "permanent", state: "running", restarts: 1, exit: "lost the line" },
    { id: "done", kind: "task", restart: "transient", state: "stopped", restarts: 0, exit: "normal" },
    { id: "idle", kind: "task", restart: "permanent", state: "running", restarts: 0, exit: undefined },
  ]);
  await app.stop();
});

test("flare F4 · a nested supervisor is one line of the listing, and its children run", async () => {
  const inner = new Puppet();
  const { app } = await grow(supervisor("root", {}, [supervisor("web", {}, [task("http", inner.run)]), task("db", idle)]));
  assert.deepEqual(
    app.whichChildren().map(({ id, kind, state }) => [id, kind, state]),
    [
      ["web", "supervisor", "running"],
      ["db", "task", "running"],
    ],
  );
  assert.deepEqual(
    app
      .child("web")
      .whichChildren()
      .map(({ path, state }) => [path, state]),
    [["root/web/http", "running"]],
  );
  assert.equal(inner.count, 1);
  await app.stop();
});

test("flare F5 · a child that is added at run time is answered with its handle once it runs", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  const adding = app.startChild(
    task(
      "late",
      async (ctx) => {
        await ctx.sleep("3s");
        ctx.ready();
        await idle(ctx);
      },
      { ready: "signal" },
    ),
  );
  assert.equal(app.whichChild("late").state, "starting");
  await runtime.advance("3s");
  const late = await adding;
  assert.equal(late.path, "root/late");
  assert.equal(late.info().state, "running");
  await app.stop();
});

test("flare F5 · a duplicate id is refused, at run time and in a spec", async () => {
  const { app } = await grow(supervisor("root", {}, [task("worker", idle)]));
  await assert.rejects(app.startChild(task("worker", idle)), { code: "ALREADY_STARTED" });
  assert.equal(app.countChildren().specs, 1);
  await app.stop();
  const twice = ["worker", "worker"].map((id) => task(id, idle));
  assert.throws(() => supervisor("root", {}, twice), { code: "DUPLICATE_ID" });
});

test("flare F5 · stopping a temporary child removes it, and another's spec is kept until it is deleted", async () => {
  const { app } = await grow(supervisor("root", {}, [task("passing", idle, { restart: "temporary" }), task("staying", idle)]));
  await app.stopChild("passing");
  await app.stopChild("staying");
  assert.deepEqual(
    app.whichChildren().map(({ id, state }) => [id, state]),
    [["staying", "stopped"]],
  );
  await app.deleteChild("staying");
  assert.deepEqual(app.whichChildren(), []);
  await app.stop();
});

test("flare F5 · an unknown id is an error that names those there are", async () => {
  const { app } = await grow(supervisor("root", {}, [task("worker", idle)]));
  for (const command of ["stopChild", "restartChild", "deleteChild", "reviveChild"] as const) {
    await assert.rejects(
      app[command]("wroker"),
      (error) => isCoppiceError(error) && error.code === "NOT_FOUND" && error.kind === "not-found",
    );
  }
  assert.throws(() => app.getSpec("wroker"), { code: "NOT_FOUND", message: /"wroker".*worker/ });
  assert.throws(() => app.whichChild("wroker"), { code: "NOT_FOUND" });
  await app.stop();
});
