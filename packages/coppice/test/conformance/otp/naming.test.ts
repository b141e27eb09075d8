import assert from "node:assert/strict";
import { test } from "node:test";
import { service, supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { scripted } from "../../support/scripted.ts";

// Erlang registers global names. Here a sibling's spec is its name, and `ctx.use` finds who runs as it at that moment.
test("otp 79 · whoever finds a worker by its spec finds the new one after each kind of end, and none once the top is gone", async () => {
  let made = 0;
  const worker = service("worker", ({ fail, shutdown }) => {
    made += 1;
    return { number: made, fail, shutdown, start() {}, stop() {} };
  });
  const culprit = scripted("culprit");
  const client = scripted("client");
  const { app, runtime } = await grow(
    supervisor("root", { intensity: { restarts: 10, within: "1h" } }, [
      supervisor("nested", { intensity: { restarts: 2, within: "1h" } }, [worker, culprit.spec]),
      client.spec,
    ]),
  );
  const found = (): number => client.ctx.use(worker).number;
  assert.equal(found(), 1);

  for (let failure = 0; failure < 3; failure += 1) {
    culprit.fail();
    await runtime.settle();
  }
  assert.deepEqual([found(), app.whichChild("nested").incarnation], [2, 2], "its supervisor gave up and came back");

  client.ctx.use(worker).fail(new Error("broken"));
  await runtime.settle();
  assert.equal(found(), 3);
  client.ctx.use(worker).shutdown();
  await runtime.settle();
  assert.equal(found(), 4);

  const nested = app.child("nested");
  await nested.stopChild("worker");
  assert.throws(found, { code: "NOT_RUNNING" });
  await nested.restartChild("worker");
  assert.equal(found(), 5);
  await app.stopChild("nested");
  assert.throws(found, { code: "NOT_FOUND" });
  await app.restartChild("nested");
  assert.equal(found(), 6);

  await app.stop();
  assert.throws(found, { code: "STALE_INCARNATION" });
  assert.throws(() => app.child("nested/worker").info(), { code: "NOT_RUNNING" });
});
