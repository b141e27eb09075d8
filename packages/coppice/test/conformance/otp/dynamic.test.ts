import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, service, supervisor } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { exitsOf, incarnationsOf } from "../../support/listing.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 35 · dynamic: only the instance that failed is replaced; past the intensity the supervisor ends as gave-up", async () => {
  // Erlang counts the template as the one spec, and ends `shutdown`.
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(dynamicSupervisor("pool", { intensity: { restarts: 2, within: "20s" } }));
  await app.startChild(one.spec);
  await app.startChild(two.spec);
  one.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 2, two: 1 });
  assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 0, workers: 2 });
  two.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { one: 2, two: 2 });
  one.fail();
  await runtime.settle();
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "pool/one" } });
});

test("otp 36 · dynamic: instances stop together, and the one that is too slow is killed when its own time is over", async () => {
  const needs: readonly (readonly [string, number])[] = [
    ["quick", 1_000],
    ["swift", 1_000],
    ["slow", 5_000],
  ];
  const { app, runtime } = await grow(dynamicSupervisor("pool"));
  for (const [id, time] of needs) {
    const child = scripted(id, { stubborn: true, shutdown: "2s" });
    await app.startChild(child.spec);
    child.ctx.signal.addEventListener("abort", () => runtime.after(time, () => child.end()));
  }
  const stopped = watch(app.stop());
  await runtime.advance(1_999);
  assert.equal(stopped.state, "open");
  await runtime.advance(1);
  assert.equal(stopped.value?.took, 2_000);
  assert.deepEqual(exitsOf(stopped.value), { quick: "shutdown", swift: "shutdown", slow: "killed" });
  assert.deepEqual(
    stopped.value.children?.map(({ took }) => took),
    [1_000, 1_000, 2_000],
  );
});

test("otp 37 · dynamic: instances that offer something to their siblings restart like others, and spend intensity", async () => {
  // Erlang's start answers the extra value itself.
  let made = 0;
  const offer = service("offer", (ctx) => {
    made += 1;
    return { number: made, broken: ctx.fail, start() {}, stop() {} };
  });
  const user = scripted("user");
  const pool = dynamicSupervisor("pool", { intensity: { restarts: 1, within: "1h" }, restart: "temporary" });
  const { app, runtime } = await grow(supervisor("root", [pool, user.spec]));
  await app.child("pool").startChild(offer);
  assert.equal(user.ctx.use(offer).number, 1);
  user.ctx.use(offer).broken(new Error("lost"));
  await runtime.settle();
  assert.equal(user.ctx.use(offer).number, 2);
  user.ctx.use(offer).broken(new Error("lost again"));
  await runtime.settle();
  assert.throws(() => user.ctx.use(offer), { code: "NOT_FOUND" });
  assert.throws(() => app.child("pool").info(), { code: "NOT_FOUND" });
});

test("otp 38 · dynamic: an instance whose restart always fails spends the intensity; its siblings go down with the supervisor", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app, runtime } = await grow(dynamicSupervisor("pool", { intensity: { restarts: 4, within: "1h" } }));
  await app.startChild(one.spec);
  await app.startChild(two.spec);
  one.refuses = Infinity;
  one.fail();
  await runtime.settle();
  assert.deepEqual([one.count, two.count], [5, 1]);
  assert.partialDeepStrictEqual(await app.exit, { type: "gave-up", why: "intensity", cause: { path: "pool/one" } });
  assert.equal(two.ctx.signal.aborted, true);
});

for (const restart of ["permanent", "transient"] as const) {
  test(`otp 40 · dynamic: a ${restart} instance restarts, and is forgotten when a restart answers ignore; the stop stays clean`, async () => {
    const child = scripted("child", { restart });
    const { app, runtime } = await grow(dynamicSupervisor("pool"));
    await app.startChild(child.spec);
    child.fail();
    await runtime.settle();
    assert.deepEqual(incarnationsOf(app), { child: 2 });
    child.ignores = true;
    child.fail();
    await runtime.settle();
    assert.deepEqual([child.count, app.whichChildren()], [3, []]);
    assert.deepEqual((await app.stop()).children, []);
    assert.deepEqual(await app.exit, { type: "shutdown" });
  });
}
