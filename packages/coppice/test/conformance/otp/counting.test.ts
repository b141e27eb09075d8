import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { incarnationsOf, statesOf } from "../../support/listing.ts";
import { type Scripted, scripted } from "../../support/scripted.ts";

test("otp 71 · lists and counts of thousands of instances agree, and are empty once all have ended", async () => {
  // Erlang counts the template as a spec, all the time.
  const { app, runtime } = await grow(dynamicSupervisor("pool"));
  const workers = Array.from({ length: 2_000 }, (_, number) => scripted(`worker-${number}`, { restart: "temporary" }));
  for (const [index, { spec }] of workers.entries()) {
    await app.startChild(spec);
    if (index === 999) assert.deepEqual(app.countChildren(), { specs: 1_000, active: 1_000, supervisors: 0, workers: 1_000 });
  }
  const counts = { specs: 2_000, active: 2_000, supervisors: 0, workers: 2_000 };
  assert.deepEqual([app.countChildren(), app.countChildren()], [counts, counts]);
  assert.deepEqual(
    app.whichChildren().map(({ id }) => id),
    workers.map(({ id }) => id),
  );
  for (const worker of workers) worker.fail();
  await runtime.settle();
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  assert.deepEqual(app.whichChildren(), []);
});

test("otp 72 · instances that are supervisors count as supervisors, not as workers", async () => {
  const { app } = await grow(dynamicSupervisor("pool"));
  for (let number = 0; number < 1_000; number += 1) await app.startChild(supervisor(`branch-${number}`));
  assert.deepEqual(app.countChildren(), { specs: 1_000, active: 1_000, supervisors: 1_000, workers: 0 });
  await app.startChild(dynamicSupervisor("dynamic"));
  await app.startChild(scripted("worker").spec);
  assert.deepEqual(app.countChildren(), { specs: 1_002, active: 1_002, supervisors: 1_001, workers: 1 });
  assert.equal(app.whichChildren().length, 1_002);
  for (const { id } of app.whichChildren()) await app.stopChild(id);
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
});

for (const strategy of ["one-for-all", "one-for-one", "rest-for-one"] as const) {
  test(`otp 76 · ${strategy}: however a child ends, a permanent or transient one keeps its spec, and a temporary one frees its id`, async () => {
    const ends: readonly (readonly [abnormal: boolean, end: (child: Scripted) => unknown])[] = [
      [true, (child) => child.fail()],
      [false, (child) => child.end()],
      [false, (child) => child.shutdown()],
    ];
    for (const [abnormal, end] of ends) {
      for (const restart of ["permanent", "transient", "temporary"] as const) {
        const child = scripted("child", { restart });
        const { app, runtime } = await grow(supervisor("root", { strategy }, [child.spec]));
        end(child);
        await runtime.settle();
        if (restart === "temporary") {
          assert.deepEqual(app.whichChildren(), []);
          await app.startChild(child.spec);
        } else {
          const isBack = abnormal || restart === "permanent";
          assert.deepEqual(statesOf(app), { child: isBack ? "running" : "stopped" });
          await assert.rejects(app.startChild(child.spec), { code: isBack ? "ALREADY_STARTED" : "ALREADY_PRESENT" });
        }
      }
    }
  });

  test(`otp 76 · ${strategy}: stopped by command, a permanent or transient child keeps its spec, and a temporary one frees its id`, async () => {
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      const child = scripted("child", { restart });
      const { app } = await grow(supervisor("root", { strategy }, [child.spec]));
      await app.stopChild("child");
      if (restart === "temporary") {
        assert.deepEqual(app.whichChildren(), []);
        await app.startChild(child.spec);
      } else {
        await assert.rejects(app.startChild(child.spec), { code: "ALREADY_PRESENT" });
        await app.restartChild("child");
      }
      assert.deepEqual(statesOf(app), { child: "running" });
    }
  });
}

for (const strategy of ["one-for-all", "rest-for-one"] as const) {
  test(`otp 78 · ${strategy}: a temporary sibling that a group restart takes along is not started again`, async () => {
    const [culprit, bystander, last] = [scripted("culprit"), scripted("bystander", { restart: "temporary" }), scripted("last")];
    const { app, runtime } = await grow(supervisor("root", { strategy }, [culprit.spec, bystander.spec, last.spec]));
    culprit.fail();
    await runtime.settle();
    assert.deepEqual(incarnationsOf(app), { culprit: 2, last: 2 });
    assert.deepEqual([bystander.count, bystander.ctx.signal.aborted], [1, true]);
    culprit.fail();
    await runtime.settle();
    assert.deepEqual(incarnationsOf(app), { culprit: 3, last: 3 });
  });
}
