import assert from "node:assert/strict";
import { test } from "node:test";
import { type CoppiceError, type RestartType, type Spec, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { grow, type GrownTree } from "../../support/grown-tree.ts";
import { statesOf } from "../../support/listing.ts";
import { refusalOf } from "../../support/refusal.ts";
import { type Scripted, scripted } from "../../support/scripted.ts";

test("otp 45 · a permanent child that ends well is restarted", async () => {
  const { app, child } = await ended("permanent", (child) => child.end());
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
  assert.equal(child.count, 2);
});

test("otp 46 · a transient child that ends well is not restarted; its spec stays", async () => {
  const { app, child } = await ended("transient", (child) => child.end());
  assert.deepEqual(statesOf(app), { child: "stopped" });
  assert.deepEqual(app.whichChild("child").exit, { type: "normal" });
  assert.deepEqual(app.countChildren(), { specs: 1, active: 0, supervisors: 0, workers: 1 });
  assert.equal(child.count, 1);
});

test("otp 47 · a temporary child that ends well is gone, with its spec", async () => {
  const { app, child } = await ended("temporary", (child) => child.end());
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  assert.equal(child.count, 1);
});

test("otp 48 · a permanent child that ends shutdown, with info or without, is restarted", async () => {
  for (const info of [undefined, { why: "done" }]) {
    const { app, child } = await ended("permanent", (child) => child.shutdown(info));
    assert.deepEqual(statesOf(app), { child: "running" });
    assert.deepEqual(app.whichChild("child").exit, { type: "shutdown", ...(info && { info }) });
    assert.equal(child.count, 2);
  }
});

test("otp 49 · a transient child that ends shutdown is not restarted, and a command brings it back", async () => {
  for (const info of [undefined, { why: "done" }]) {
    const { app, child } = await ended("transient", (child) => child.shutdown(info));
    assert.deepEqual(app.countChildren(), { specs: 1, active: 0, supervisors: 0, workers: 1 });
    await app.restartChild("child");
    assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
    assert.equal(child.count, 2);
  }
});

test("otp 50 · a temporary child that ends shutdown is gone, and its id is free again", async () => {
  for (const info of [undefined, { why: "done" }]) {
    const { app, child } = await ended("temporary", (child) => child.shutdown(info));
    assert.deepEqual(app.whichChildren(), []);
    await app.startChild(child.spec);
    assert.deepEqual(app.whichChild("child").incarnation, 1);
  }
});

test("otp 51 · a tree whose first worker fails to start does not start, and the error names the chain down to the first cause", async () => {
  const first = scripted("first");
  const cause = new RangeError("no such port");
  const worker = task("worker", () => {
    throw cause;
  });
  const tree = supervisor("root", [supervisor("app", [supervisor("web", [first.spec, worker])])]);
  const error = await refusalOf(() => start(tree, { runtime: virtualRuntime() }));
  assert.equal(error.code, "START_FAILED");
  assert.deepEqual(error.details["paths"], ["root", "root/app", "root/app/web", "root/app/web/worker"]);
  for (const said of ["root ", "root/app ", "root/app/web ", "root/app/web/worker ", "RangeError: no such port"]) {
    assert.ok(error.message.includes(said), `"${error.message}" says ${said}`);
  }
  let innermost = error.cause as CoppiceError;
  while (innermost.cause !== undefined) innermost = innermost.cause as CoppiceError;
  assert.partialDeepStrictEqual(innermost, { name: "RangeError", message: "no such port", stack: cause.stack });
  assert.equal(first.ctx.signal.aborted, true, "what had started is stopped again");
});

test("otp 52 · a permanent child that fails is restarted", async () => {
  const { app, child } = await ended("permanent", (child) => child.fail());
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
  assert.equal(child.count, 2);
});

test("otp 53 · a transient child that fails is restarted", async () => {
  const { app, child } = await ended("transient", (child) => child.fail());
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
  assert.equal(child.count, 2);
});

test("otp 54 · a temporary child that fails is not restarted; it is gone", async () => {
  const { app, child } = await ended("temporary", (child) => child.fail());
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  assert.equal(child.count, 1);
});

/** A tree of one child, after that child has ended. */
async function ended(restart: RestartType, end: (child: Scripted) => void): Promise<GrownTree & { readonly child: Scripted }> {
  const child = scripted("child", { restart });
  const spec: Spec = supervisor("root", [child.spec]);
  const tree = await grow(spec);
  end(child);
  await tree.runtime.settle();
  return { ...tree, child };
}
