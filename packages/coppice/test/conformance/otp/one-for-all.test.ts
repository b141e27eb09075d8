import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { incarnationsOf } from "../../support/listing.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 32 · one-for-all: one group restart is one unit of intensity", async () => {
  const [one, two, three] = [scripted("one"), scripted("two"), scripted("three")];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all", intensity: { restarts: 2, within: "20s" } }, [one.spec, two.spec, three.spec]),
  );
  const before = [one.ctx, two.ctx, three.ctx];
  two.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 2, two: 2, three: 2 });
  assert.deepEqual(app.countChildren(), { specs: 3, active: 3, supervisors: 0, workers: 3 });
  assert.ok(before.every(({ signal }) => signal.aborted));
  one.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 3, two: 3, three: 3 });
  three.fail();
  await runtime.settle();
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "root/three" } });
  assert.deepEqual([one.count, two.count, three.count], [3, 3, 3]);
});

test("otp 33 · one-for-all: a sibling that will not start again spends the intensity, and the supervisor goes down", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all", intensity: { restarts: 4, within: "1h" } }, [one.spec, two.spec]),
  );
  two.refuses = Infinity;
  one.fail();
  await runtime.settle();
  assert.deepEqual([one.count, two.count], [5, 5], "the first, and an attempt of both for each unit");
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "root/two" } });
});

test("otp 34 · one-for-all: when a group restart fails at a child, those back are stopped before the next attempt starts all", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime, events } = await grow(
    supervisor("root", { strategy: "one-for-all", intensity: { restarts: 2, within: "1h" } }, [one.spec, two.spec]),
  );
  const before = events.length;
  two.refuses = 1;
  one.fail();
  await runtime.settle();
  const steps = events
    .slice(before)
    .filter(({ type }) => type === "child.starting" || type === "child.exited")
    .map((event) => `${event.path} ${event.type === "child.exited" ? event.exit.type : "starts"}`);
  assert.deepEqual(steps, [
    "root/one failed",
    "root/two shutdown",
    "root/one starts",
    "root/two starts",
    "root/two failed",
    "root/one shutdown",
    "root/one starts",
    "root/two starts",
  ]);
  assert.deepEqual(incarnationsOf(app), { one: 3, two: 3 });
});
