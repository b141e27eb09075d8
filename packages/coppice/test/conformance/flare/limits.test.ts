import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { Puppet } from "../../support/puppet.ts";

test("flare F1 · a supervisor that says nothing is one-for-one and keeps its children permanent", async () => {
  const worker = new Puppet();
  const sibling = new Puppet();
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run), task("sibling", sibling.run)]));
  assert.deepEqual(
    app.whichChildren().map(({ restart }) => restart),
    ["permanent", "permanent"],
  );
  worker.end();
  await runtime.settle();
  assert.equal(worker.count, 2, "permanent comes back also after it ended well");
  assert.equal(sibling.count, 1, "one-for-one leaves the sibling alone");
  await app.stop();
});

test("flare F1 · a supervisor that says nothing bears three restarts in five seconds, and the fourth is one too many", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run)]));
  for (const count of [2, 3, 4]) {
    worker.fail();
    await runtime.settle();
    assert.equal(worker.count, count);
  }
  await runtime.advance("5001ms");
  for (const count of [5, 6, 7]) {
    worker.fail();
    await runtime.settle();
    assert.equal(worker.count, count, "what is older than five seconds no longer counts");
  }
  await runtime.advance("5s");
  worker.fail();
  const exit = await app.exit;
  assert.equal(exit.type, "gave-up");
  assert.equal(exit.type === "gave-up" && exit.why, "intensity");
  assert.equal(worker.count, 7);
});

test("flare F1 · with no restarts allowed the first failure is one too many", async () => {
  const worker = new Puppet();
  const { app } = await grow(supervisor("root", { intensity: { restarts: 0, within: "5s" } }, [task("worker", worker.run)]));
  worker.fail();
  assert.equal((await app.exit).type, "gave-up");
  assert.equal(worker.count, 1);
});

test("flare F1 · a window of no time is refused", () => {
  assert.throws(() => supervisor("root", { intensity: { restarts: 3, within: 0 } }), {
    name: "CoppiceError",
    message: /^root: .*intensity\.within.* 0\b/,
  });
});

test("flare F1 · very large limits and times work", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", { intensity: { restarts: Number.MAX_SAFE_INTEGER, within: "1000000h" } }, [
      task("worker", worker.run, { shutdown: "1000000h", startTimeout: "1000000h" }),
    ]),
  );
  for (let count = 1; count <= 1_000; count += 1) {
    assert.equal(worker.count, count);
    worker.fail();
    await runtime.settle();
  }
  await app.stop();
});
