import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, type Exit, service, type Spec, supervisor, type SupervisorHandle } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { statesOf } from "../../support/listing.ts";
import { refusalOf } from "../../support/refusal.ts";
import { scripted } from "../../support/scripted.ts";

// Stopping by process id, and hibernation, are Erlang's: a child has one name here, its id.
test("otp 23 · start, stop, restart, delete, list and count answer by the child's state", async () => {
  const child = scripted("child");
  const { app, runtime } = await grow(supervisor("root"));
  assert.deepEqual([app.whichChildren(), app.countChildren().specs], [[], 0]);
  for (const command of [() => app.stopChild("child"), () => app.restartChild("child"), () => app.deleteChild("child")]) {
    await assert.rejects(command, { code: "NOT_FOUND" });
  }

  await app.startChild(child.spec);
  assert.deepEqual(statesOf(app), { child: "running" });
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
  await assert.rejects(app.startChild(scripted("child").spec), { code: "ALREADY_STARTED" });
  await assert.rejects(app.restartChild("child"), { code: "RUNNING" });
  await assert.rejects(app.deleteChild("child"), { code: "RUNNING" });

  assert.deepEqual(await app.stopChild("child"), { type: "shutdown" });
  assert.equal(await app.stopChild("child"), undefined, "stopping a stopped child is fine");
  await runtime.advance("1h");
  assert.deepEqual(statesOf(app), { child: "stopped" });
  assert.deepEqual(app.countChildren(), { specs: 1, active: 0, supervisors: 0, workers: 1 });
  await assert.rejects(app.startChild(child.spec), { code: "ALREADY_PRESENT" });

  const info = await app.restartChild("child");
  assert.deepEqual([info.state, info.incarnation], ["running", 2]);
  await app.stopChild("child");
  await app.deleteChild("child");
  assert.deepEqual([app.whichChildren(), app.countChildren().specs], [[], 0]);
  await assert.rejects(app.restartChild("child"), { code: "NOT_FOUND" });
  await assert.rejects(app.deleteChild("child"), { code: "NOT_FOUND" });
  await app.startChild(child.spec);

  await app.stop();
  await refusesAll(app, child.spec);
});

test("otp 23 · a supervisor that is down while its tree runs refuses everything", async () => {
  const child = scripted("child");
  const { app } = await grow(supervisor("root", [supervisor("nested", [child.spec])]));
  const nested = app.child("nested");
  await app.stopChild("nested");
  await refusesAll(nested, child.spec);
});

test("otp 24 · instances of a dynamic supervisor are stopped by id, and are gone; restart and delete are refused", async () => {
  // Erlang counts the template as a spec, knows instances by process id alone, and answers ok for one that is dead already.
  const { app } = await grow(supervisor("root", [dynamicSupervisor("pool"), dynamicSupervisor("other")]));
  const pool = app.child("pool");
  assert.deepEqual(pool.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  const [one, foreign] = [scripted("one"), scripted("foreign")];
  await pool.startChild(one.spec);
  await app.child("other").startChild(foreign.spec);
  assert.deepEqual(pool.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });

  await assert.rejects(pool.restartChild("one"), { code: "UNSUPPORTED" });
  await assert.rejects(pool.deleteChild("one"), { code: "UNSUPPORTED" });
  await assert.rejects(pool.stopChild("foreign"), { code: "NOT_FOUND" });
  assert.equal(foreign.ctx.signal.aborted, false);
  assert.deepEqual(statesOf(app.child("other")), { foreign: "running" });

  assert.deepEqual(await pool.stopChild("one"), { type: "shutdown" });
  assert.deepEqual(pool.whichChildren(), []);
  await assert.rejects(pool.stopChild("one"), { code: "NOT_FOUND" });
  await pool.startChild(one.spec);
  assert.deepEqual(statesOf(pool), { one: "running" });
});

test("otp 25 · what a child made is reached by its spec; it is restarted as any other, and then the new one is found", async () => {
  // Erlang's start hands an extra value to its caller. A command answers a handle here, and siblings ask for the instance.
  let made = 0;
  const pool = service("pool", (ctx) => {
    made += 1;
    return { number: made, broken: ctx.fail, start() {}, stop() {} };
  });
  const user = scripted("user");
  const { app, runtime } = await grow(supervisor("root", [user.spec]));
  const handle = await app.startChild(pool);
  assert.equal(handle.info().state, "running");
  assert.equal(user.ctx.use(pool).number, 1);
  user.ctx.use(pool).broken(new Error("lost"));
  await runtime.settle();
  assert.equal(user.ctx.use(pool).number, 2);
  assert.equal(handle.info().restarts, 1);
  await app.stopChild("pool");
  assert.throws(() => user.ctx.use(pool), { code: "NOT_RUNNING" });
  await app.restartChild("pool");
  assert.equal(user.ctx.use(pool).number, 3);
  await assert.rejects(app.deleteChild("pool"), { code: "RUNNING" });
  await app.stopChild("pool");
  await app.deleteChild("pool");
  assert.throws(() => user.ctx.use(pool), { code: "NOT_FOUND" });
});

test("otp 91 · a start that finds its place taken by somebody else says exactly that, as the cause of START_FAILED", async () => {
  // Erlang knows this one reason and does not wrap it. Here it is the child's error like any other, with its own code.
  const taken = Object.assign(new Error("address already in use 127.0.0.1:8080"), { code: "EADDRINUSE" });
  const server = service("server", () => ({ start: () => Promise.reject(taken), stop() {} }));
  const { app } = await grow(supervisor("root"));
  const error = await refusalOf(() => app.startChild(server));
  assert.equal(error.code, "START_FAILED");
  assert.partialDeepStrictEqual(error.cause, { message: taken.message, code: "EADDRINUSE" });
  assert.deepEqual(app.whichChildren(), []);
});

test("otp 92 · a listing shows a child through start, stop and deletion", async () => {
  const child = scripted("child", { ready: "signal" });
  const { app, runtime } = await grow(supervisor("root"));
  const started = watch(app.startChild(child.spec));
  await runtime.settle();
  assert.equal(app.whichChild("child").state, "starting");
  await runtime.advance("1s");
  child.ready();
  await runtime.settle();
  assert.equal(started.state, "done");
  const facts = { id: "child", path: "root/child", kind: "task", restart: "permanent", restarts: 0, incarnation: 1 } as const;
  assert.deepEqual(app.whichChild("child"), { ...facts, state: "running", since: 1_000 });
  await app.stopChild("child");
  const exit: Exit = { type: "shutdown" };
  assert.deepEqual(app.whichChild("child"), { ...facts, state: "stopped", since: 1_000, exit });
  assert.deepEqual(app.whichChildren(), [app.whichChild("child")]);
  await app.deleteChild("child");
  assert.throws(() => app.whichChild("child"), { code: "NOT_FOUND" });
  assert.deepEqual(app.whichChildren(), []);
});

test("otp 93 · an instance of a dynamic supervisor is looked up by its id; one that is gone, or another's, is not found", async () => {
  const { app, runtime } = await grow(supervisor("root", [dynamicSupervisor("pool"), scripted("foreign").spec]));
  const pool = app.child("pool");
  const [one, two] = [scripted("one"), scripted("two", { restart: "temporary" })];
  await pool.startChild(one.spec);
  await pool.startChild(two.spec);
  assert.deepEqual(pool.whichChildren(), [pool.whichChild("one"), pool.whichChild("two")]);
  assert.equal(pool.whichChild("one").path, "root/pool/one");
  two.end();
  await runtime.settle();
  await pool.stopChild("one");
  for (const id of ["one", "two", "foreign"]) assert.throws(() => pool.whichChild(id), { code: "NOT_FOUND" });
  assert.deepEqual(pool.whichChildren(), []);
});

/** Every question and every command must be refused: the supervisor is down. */
async function refusesAll(supervisor: Omit<SupervisorHandle, "child">, spec: Spec): Promise<void> {
  const calls = [
    () => supervisor.startChild(spec),
    () => supervisor.addSupervisor(dynamicSupervisor("more")),
    () => supervisor.stopChild("child"),
    () => supervisor.restartChild("child"),
    () => supervisor.deleteChild("child"),
    () => supervisor.reviveChild("child"),
    () => supervisor.whichChildren(),
    () => supervisor.whichChild("child"),
    () => supervisor.countChildren(),
    () => supervisor.getSpec("child"),
    () => supervisor.lookup("child").info(),
  ];
  for (const call of calls) assert.equal((await refusalOf(call)).code, "NOT_RUNNING", String(call));
}
