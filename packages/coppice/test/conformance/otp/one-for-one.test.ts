import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { incarnationsOf } from "../../support/listing.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 29 · restarts further apart than the window never add up: the old ones leave it", async () => {
  const child = scripted("child");
  const { app, runtime } = await grow(supervisor("root", { intensity: { restarts: 1, within: "1s" } }, [child.spec]));
  for (let round = 0; round < 4; round += 1) {
    await runtime.advance(2_100);
    child.fail();
  }
  await runtime.settle();
  assert.deepEqual([app.whichChild("child").state, child.count], ["running", 5]);
  child.fail();
  await runtime.settle();
  assert.equal((await app.exit).type, "gave-up", "two within the window are one too many");
});

test("otp 30 · one-for-one: a failure replaces that child alone, and one restart too many ends the supervisor as gave-up", async () => {
  // Erlang's supervisor ends `shutdown` here, which a transient parent takes for a good end. `gave-up` is abnormal.
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-one", intensity: { restarts: 2, within: "20s" } }, [one.spec, two.spec]),
  );
  one.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 2, two: 1 });
  assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 0, workers: 2 });
  two.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 2, two: 2 });
  one.fail();
  await runtime.settle();
  assert.partialDeepStrictEqual(await app.exit, {
    type: "gave-up",
    why: "intensity",
    cause: { path: "root/one", exit: { type: "failed" } },
  });
  assert.equal(two.ctx.signal.aborted, true);
  assert.deepEqual([one.count, two.count], [2, 2]);
});

test("otp 31 · one-for-one: restarts that fail to start spend the intensity; then the supervisor goes down with the sibling", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(supervisor("root", { intensity: { restarts: 4, within: "1h" } }, [one.spec, two.spec]));
  one.refuses = Infinity;
  one.fail();
  await runtime.settle();
  assert.equal(one.count, 1 + 4, "the first, and an attempt for each unit");
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "root/one" } });
  const [first, second] = (await app.stop()).children ?? [];
  assert.partialDeepStrictEqual(first?.exit, { type: "failed", error: { message: "one does not start" } });
  assert.deepEqual([second?.exit, two.count], [{ type: "shutdown" }, 1]);
});
