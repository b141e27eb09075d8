import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, isCoppiceError, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { grow, watch } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

test("flare F8 · after a shutdown every question and every command fails with the same code, and nothing hangs", async () => {
  const { app } = await grow(supervisor("root", {}, [supervisor("web", {}, [task("http", idle)]), task("worker", idle)]));
  const web = app.child("web");
  const worker = app.child("worker");
  await app.stop();
  const isDown = (error: unknown): boolean => isCoppiceError(error) && error.code === "NOT_RUNNING";
  for (const handle of [app, web]) {
    assert.throws(() => handle.info(), isDown);
    assert.throws(() => handle.whichChildren(), isDown);
    assert.throws(() => handle.whichChild("http"), isDown);
    assert.throws(() => handle.countChildren(), isDown);
    assert.throws(() => handle.getSpec("http"), isDown);
    await assert.rejects(handle.startChild(task("late", idle)), isDown);
    await assert.rejects(handle.addSupervisor(supervisor("late")), isDown);
    for (const command of ["stopChild", "restartChild", "deleteChild", "reviveChild"] as const) {
      await assert.rejects(handle[command]("http"), isDown);
    }
    const added = handle.lookup("late");
    assert.throws(() => added.info(), isDown);
  }
  assert.throws(() => worker.info(), isDown);
});

test("flare F8 · a shutdown resolves only when all is down", async () => {
  const ended: string[] = [];
  const slow = (id: string) =>
    task(id, async (ctx) => {
      await idle(ctx);
      await new Promise<void>((resolve) => void runtime.after(2_000, resolve));
      ended.push(id);
    });
  const runtime = virtualRuntime();
  const app = await start(supervisor("root", {}, [slow("a"), supervisor("inner", {}, [slow("b")])]), { runtime });
  const stopping = watch(app.stop());
  await runtime.advance("2s");
  assert.deepEqual([stopping.state, ended], ["open", ["b"]]);
  await runtime.advance("1999ms");
  assert.equal(stopping.state, "open");
  await runtime.advance("1ms");
  assert.deepEqual([stopping.state, ended], ["done", ["b", "a"]]);
});

test("flare F15 · a stop runs the shutdown hook, of the whole tree and of one child", async () => {
  const hooks: string[] = [];
  const worker = (id: string) => task(id, (ctx: Context) => ({ run: () => idle(ctx), shutdown: () => hooks.push(id) }));
  const { app } = await grow(supervisor("root", {}, [worker("a"), worker("b"), supervisor("inner", {}, [worker("c")])]));
  await app.stopChild("b");
  assert.deepEqual(hooks, ["b"]);
  await app.stop();
  assert.deepEqual(hooks, ["b", "c", "a"]);
});

test("flare F15 · the shutdown hook runs also when the worker ignores its signal, which is then killed", async () => {
  const hooks: string[] = [];
  const worker = task("worker", () => ({ run: hangs, shutdown: () => hooks.push("shutdown") }), { shutdown: "4s" });
  const { app, runtime } = await grow(supervisor("root", {}, [worker]));
  const stopping = watch(app.stop());
  await runtime.advance("2s");
  assert.deepEqual([stopping.state, hooks], ["open", ["shutdown"]]);
  await runtime.advance("2s");
  assert.deepEqual(stopping.value?.children?.[0], {
    id: "worker",
    path: "root/worker",
    exit: { type: "killed", by: "shutdown-timeout", leaked: true },
    took: 4_000,
    killed: true,
    leaked: true,
  });
});

test("flare F15 · slow cleanup is bounded by the time that the child has to stop", async () => {
  const worker = task("worker", (ctx: Context) => ({ run: () => idle(ctx), shutdown: hangs }), { shutdown: "3s" });
  const { app, runtime } = await grow(supervisor("root", {}, [worker]));
  const stopping = watch(app.stop());
  await runtime.advance("2999ms");
  assert.equal(stopping.state, "open");
  await runtime.advance("1ms");
  assert.equal(stopping.state, "done");
  assert.deepEqual(stopping.value?.children?.[0]?.exit, { type: "killed", by: "shutdown-timeout", leaked: true });
});

test("flare F16 · a tree goes down with the scope that holds it", async () => {
  const worker = new Puppet();
  const runtime = virtualRuntime();
  const app = await start(supervisor("root", {}, [task("worker", worker.run)]), { runtime });
  assert.equal(worker.ctx.signal.aborted, false);
  // What `await using` calls; the syntax itself is not in Node 22.
  await app[Symbol.asyncDispose]();
  assert.equal(worker.ctx.signal.aborted, true);
  assert.deepEqual(await app.exit, { type: "shutdown" });
});
