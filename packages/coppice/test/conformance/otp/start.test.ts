import assert from "node:assert/strict";
import { test } from "node:test";
import { type CoppiceError, dynamicSupervisor, type Spec, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { grow } from "../../support/grown-tree.ts";
import { statesOf } from "../../support/listing.ts";
import { refusalOf } from "../../support/refusal.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 1 · a supervisor without children starts, and ends shutdown when it is stopped", async () => {
  const { app } = await grow(supervisor("root"));
  assert.equal(app.info().state, "running");
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  await app.stop();
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

test("otp 3 · a permanent child whose start answers ignore keeps its spec, and later children start", async () => {
  const [ignored, later, added, last] = [scripted("ignored"), scripted("later"), scripted("added"), scripted("last")];
  ignored.ignores = true;
  added.ignores = true;
  const { app } = await grow(supervisor("root", [ignored.spec, later.spec]));
  assert.deepEqual(app.countChildren(), { specs: 2, active: 1, supervisors: 0, workers: 2 });
  const handle = await app.startChild(added.spec);
  assert.equal(handle.info().state, "stopped");
  await app.startChild(last.spec);
  assert.deepEqual(statesOf(app), { ignored: "stopped", later: "running", added: "stopped", last: "running" });
  assert.deepEqual(app.countChildren(), { specs: 4, active: 2, supervisors: 0, workers: 4 });
  assert.equal(app.getSpec("added"), added.spec);
});

test("otp 4 · a temporary child of the spec whose start answers ignore is forgotten, and its sibling starts", async () => {
  const [ignored, sibling] = [scripted("ignored", { restart: "temporary" }), scripted("sibling")];
  ignored.ignores = true;
  const { app } = await grow(supervisor("root", [ignored.spec, sibling.spec]));
  assert.deepEqual(statesOf(app), { sibling: "running" });
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
});

test("otp 5 · a temporary child that a command starts and that is ignored answers well, and is not kept", async () => {
  const [sibling, ignored] = [scripted("sibling"), scripted("ignored", { restart: "temporary" })];
  ignored.ignores = true;
  const { app } = await grow(supervisor("root", [sibling.spec]));
  const handle = await app.startChild(ignored.spec);
  assert.equal(ignored.count, 1);
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
  assert.throws(() => handle.info(), { code: "NOT_FOUND" });
});

test("otp 6 · an ignored temporary instance of a dynamic supervisor is not kept", async () => {
  const [one, two] = [scripted("one", { restart: "temporary" }), scripted("two", { restart: "temporary" })];
  one.ignores = true;
  const { app } = await grow(dynamicSupervisor("pool"));
  await app.startChild(one.spec);
  await app.startChild(two.spec);
  assert.deepEqual(statesOf(app), { two: "running" });
});

test("otp 7 · an ignored permanent instance of a dynamic supervisor is not kept either, and the stop stays clean", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  one.ignores = true;
  const { app } = await grow(dynamicSupervisor("pool"));
  await app.startChild(one.spec);
  await app.startChild(two.spec);
  assert.deepEqual(statesOf(app), { two: "running" });
  const { children } = await app.stop();
  assert.deepEqual(await app.exit, { type: "shutdown" });
  assert.deepEqual(
    children?.map(({ id, exit }) => [id, exit?.type]),
    [["two", "shutdown"]],
  );
});

test("otp 8 · starting what is no supervisor's spec is refused, saying what came and what was expected", async () => {
  const given: readonly [unknown, RegExp][] = [
    [undefined, /undefined/],
    [42, /42/],
    ["root", /root/],
    [{ ok: "root" }, /ok/],
    [() => supervisor("root"), /Function/],
    [Promise.resolve(supervisor("root")), /Promise/],
    [task("lonely", async () => {}), /the task "lonely"/],
  ];
  for (const [spec, shown] of given) {
    const error = await refusalOf(() => start(spec as Spec, { runtime: virtualRuntime() }));
    assert.equal(error.code, "BAD_SPEC");
    assert.match(error.message, shown);
    assert.match(error.message, /expected .*spec/);
  }
});

test("otp 9 · a start in which user code throws rejects with that error as its cause, and harms nobody else", async () => {
  const thrown = new TypeError("no such table");
  const broken = task("db", () => {
    throw thrown;
  });
  const { app } = await grow(supervisor("other", [scripted("bystander").spec]));
  const error = await refusalOf(() => start(supervisor("root", [broken]), { runtime: virtualRuntime() }));
  assert.equal(error.code, "START_FAILED");
  const { name, message, stack } = error.cause as Error;
  assert.deepEqual({ name, message, stack }, { name: "TypeError", message: "no such table", stack: thrown.stack });
  assert.deepEqual(statesOf(app), { bystander: "running" });
});

test("otp 10 · startChild of a child that fails, or that is no child, rejects with the reason, and nothing is kept", async () => {
  const { app } = await grow(supervisor("root", [scripted("sibling").spec]));
  const failing = scripted("failing");
  failing.refuses = 1;
  const failed = await refusalOf(() => app.startChild(failing.spec));
  assert.equal(failed.code, "START_FAILED");
  assert.equal((failed.cause as Error).message, "failing does not start");
  assert.equal(failed.details["path"], "root/failing");
  for (const answer of [undefined, null, "invalid", { pid: 1 }, [1]]) {
    const error = await refusalOf(() => app.startChild(task("strange", () => answer as never)));
    assert.equal(error.code, "START_FAILED");
    assert.equal((error.cause as CoppiceError).code, "BAD_CHILD");
    assert.equal(error.details["path"], "root/strange");
  }
  assert.deepEqual(statesOf(app), { sibling: "running" });
});

test("otp 11 · restartChild of a child that fails to start rejects, and it stays listed as stopped", async () => {
  const child = scripted("child");
  const { app } = await grow(supervisor("root"));
  await app.startChild(child.spec);
  await app.stopChild("child");
  child.refuses = 1;
  await assert.rejects(app.restartChild("child"), { code: "START_FAILED" });
  assert.equal(child.count, 2);
  assert.deepEqual(statesOf(app), { child: "stopped" });
  assert.deepEqual(app.countChildren(), { specs: 1, active: 0, supervisors: 0, workers: 1 });
});

test("otp 12 · a dynamic supervisor answers a failed start as any other does: START_FAILED, the reason as its cause", async () => {
  // OTP answers the bare reason here. One form everywhere is easier to branch on.
  const { app } = await grow(dynamicSupervisor("pool"));
  const failing = scripted("failing");
  failing.refuses = 1;
  const failed = await refusalOf(() => app.startChild(failing.spec));
  assert.equal(failed.code, "START_FAILED");
  assert.equal((failed.cause as Error).message, "failing does not start");
  const strange = await refusalOf(() => app.startChild(task("strange", () => "invalid" as never)));
  assert.equal(strange.code, "START_FAILED");
  assert.equal((strange.cause as CoppiceError).code, "BAD_CHILD");
  assert.deepEqual(app.whichChildren(), []);
});
