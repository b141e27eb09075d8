import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { incarnationsOf } from "../../support/listing.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 41 · rest-for-one: a failure replaces the child and those after it; those before it stay; intensity applies", async () => {
  const [one, two, three] = [scripted("one"), scripted("two"), scripted("three")];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "rest-for-one", intensity: { restarts: 2, within: "20s" } }, [one.spec, two.spec, three.spec]),
  );
  const third = three.ctx;
  two.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 1, two: 2, three: 2 });
  assert.equal(third.signal.aborted, true);
  assert.deepEqual(app.countChildren(), { specs: 3, active: 3, supervisors: 0, workers: 3 });
  three.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 1, two: 2, three: 3 });
  two.fail();
  await runtime.settle();
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "root/two" } });
  assert.deepEqual([one.count, two.count, three.count], [1, 2, 3]);
});

test("otp 42 · rest-for-one: a later child that will not start again spends the intensity, and the supervisor goes down", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "rest-for-one", intensity: { restarts: 4, within: "1h" } }, [one.spec, two.spec]),
  );
  two.refuses = Infinity;
  one.fail();
  await runtime.settle();
  assert.deepEqual([one.count, two.count], [2, 5]);
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "root/two" } });
  assert.equal(one.ctx.signal.aborted, true);
});

test("otp 43 · rest-for-one: when a group restart fails at a child, the next attempt begins with it; the earlier one stays", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "rest-for-one", intensity: { restarts: 2, within: "1h" } }, [one.spec, two.spec]),
  );
  two.refuses = 1;
  one.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 2, two: 3 });
  assert.equal(one.ctx.signal.aborted, false);
});
