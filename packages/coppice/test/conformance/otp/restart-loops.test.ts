import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { type App, dynamicSupervisor, supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { statesOf } from "../../support/listing.ts";
import { refusalOf } from "../../support/refusal.ts";
import { scripted } from "../../support/scripted.ts";

/** As many restarts as a loop may take. */
const ENDLESS = { intensity: { restarts: Infinity, within: "1s" } } as const;

test("otp 73 · instances whose restarts keep failing count as present and not as active; stopping one lowers the count", async () => {
  const [one, two, three] = [scripted("one"), scripted("two"), scripted("three")];
  const { app, runtime } = await grow(dynamicSupervisor("pool", ENDLESS));
  for (const { spec } of [one, two, three]) await app.startChild(spec);
  assert.deepEqual(app.countChildren(), { specs: 3, active: 3, supervisors: 0, workers: 3 });
  for (const child of [one, two]) {
    child.refuses = 50;
    child.fail();
  }
  // A turn of the real loop: their ends are noticed, and virtual time has not moved on to the first attempt.
  await turn();
  assert.deepEqual(statesOf(app), { one: "restarting", two: "restarting", three: "running" });
  assert.deepEqual(app.countChildren(), { specs: 3, active: 1, supervisors: 0, workers: 3 });
  await app.stopChild("one");
  assert.deepEqual(app.countChildren(), { specs: 2, active: 1, supervisors: 0, workers: 2 });
  await runtime.settle();
  assert.deepEqual([one.count, two.count], [1, 52]);
  assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 0, workers: 2 });
  await app.stopChild("two");
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
});

test("otp 80 · while restarts keep failing the supervisor answers; stopping the child ends the loop, stopping the supervisor does not hang", async () => {
  const child = scripted("child");
  const { app, runtime } = await grow(supervisor("root", ENDLESS, [child.spec]));
  child.refuses = Infinity;
  child.fail();
  const answers = midLoop(app, 20, async () => ({
    states: statesOf(app),
    counts: app.countChildren(),
    refusals: await codesOf([() => app.startChild(child.spec), () => app.restartChild("child"), () => app.deleteChild("child")]),
    stopped: await app.stopChild("child"),
  }));
  await runtime.settle();
  assert.deepEqual(await answers, {
    states: { child: "restarting" },
    counts: { specs: 1, active: 0, supervisors: 0, workers: 1 },
    refusals: ["ALREADY_PRESENT", "RESTARTING", "RESTARTING"],
    stopped: undefined,
  });
  const attempts = child.count;
  await runtime.advance("1h");
  assert.deepEqual([statesOf(app), child.count], [{ child: "stopped" }, attempts], "no attempt comes after it was stopped");

  child.refuses = 0;
  await app.restartChild("child");
  assert.deepEqual(statesOf(app), { child: "running" });
  child.refuses = Infinity;
  child.fail();
  const report = midLoop(app, 20, () => app.stop());
  await runtime.settle();
  assert.equal((await report).took, 0);
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

test("otp 81 · rest-for-one: while restarts keep failing the earlier child runs on and the later one waits; cancel and stop work", async () => {
  const [earlier, child, later] = [scripted("earlier"), scripted("child"), scripted("later")];
  const { app, runtime } = await grow(
    supervisor("root", { ...ENDLESS, strategy: "rest-for-one" }, [earlier.spec, child.spec, later.spec]),
  );
  child.refuses = Infinity;
  child.fail();
  const answers = midLoop(app, 20, async () => ({
    states: statesOf(app),
    counts: app.countChildren(),
    refusals: await codesOf([
      () => app.startChild(child.spec),
      () => app.restartChild("child"),
      () => app.deleteChild("child"),
      () => app.restartChild("later"),
      () => app.deleteChild("later"),
    ]),
    stopped: await app.stopChild("child"),
  }));
  await runtime.settle();
  assert.deepEqual(await answers, {
    states: { earlier: "running", child: "restarting", later: "waiting" },
    counts: { specs: 3, active: 1, supervisors: 0, workers: 3 },
    refusals: ["ALREADY_PRESENT", "RESTARTING", "RESTARTING", "RESTARTING", "RESTARTING"],
    stopped: undefined,
  });
  // Erlang leaves the later child down until a command starts it. Here the group goes on without the one that was stopped.
  assert.deepEqual(statesOf(app), { earlier: "running", child: "stopped", later: "running" });
  assert.deepEqual([earlier.count, later.count], [1, 2]);

  child.refuses = 0;
  await app.restartChild("child");
  child.refuses = Infinity;
  child.fail();
  const report = midLoop(app, 20, () => app.stop());
  await runtime.settle();
  assert.equal((await report).took, 0);
  assert.equal(earlier.ctx.signal.aborted, true);
});

test("otp 82 · dynamic: while an instance's restarts keep failing the supervisor answers; stopping it empties the list", async () => {
  const child = scripted("child");
  const { app, runtime } = await grow(dynamicSupervisor("pool", ENDLESS));
  await app.startChild(child.spec);
  child.refuses = Infinity;
  child.fail();
  const answers = midLoop(app, 20, async () => ({
    states: statesOf(app),
    counts: app.countChildren(),
    refusals: await codesOf([() => app.startChild(child.spec), () => app.restartChild("child"), () => app.deleteChild("child")]),
    stopped: await app.stopChild("child"),
  }));
  await runtime.settle();
  assert.deepEqual(await answers, {
    states: { child: "restarting" },
    counts: { specs: 1, active: 0, supervisors: 0, workers: 1 },
    refusals: ["ALREADY_PRESENT", "UNSUPPORTED", "UNSUPPORTED"],
    stopped: undefined,
  });
  assert.deepEqual(app.whichChildren(), []);

  child.refuses = 0;
  await app.startChild(child.spec);
  child.refuses = Infinity;
  child.fail();
  const report = midLoop(app, 20, () => app.stop());
  await runtime.settle();
  assert.equal((await report).took, 0);
});

/** Acts once so many restarts were decided, while the loop goes on. */
function midLoop<Answer>(app: Pick<App, "subscribe">, restarts: number, act: () => Promise<Answer>): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let decided = 0;
  app.subscribe(({ type }) => {
    if (type !== "child.restarting") return;
    decided += 1;
    if (decided === restarts) resolve(act());
  });
  return promise;
}

/** The codes with which calls are refused. */
async function codesOf(calls: readonly (() => unknown)[]): Promise<readonly string[]> {
  const refusals = await Promise.all(calls.map(refusalOf));
  return refusals.map(({ code }) => code);
}
