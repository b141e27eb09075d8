import assert from "node:assert/strict";
import { test } from "node:test";
import { type AutoShutdown, type RestartType, type Spec, supervisor } from "coppice";
import { grow, type GrownTree } from "../../support/grown-tree.ts";
import { incarnationsOf, statesOf } from "../../support/listing.ts";
import { type Scripted, scripted } from "../../support/scripted.ts";

/** Makes a child end, and waits until all has followed from it. */
type End = (
  child: Scripted,
  tree: Pick<GrownTree, "runtime"> & { readonly app: Pick<GrownTree["app"], "stopChild"> },
) => Promise<void>;

const stoppedByCommand: End = async (child, { app, runtime }) => {
  await app.stopChild(child.id);
  await runtime.settle();
};

/** It wants to end and does not manage to in time: no command kills a child that runs in the loop. */
const killed: End = async (child, { runtime }) => {
  child.stubborn = true;
  child.shutdown();
  await runtime.advance("5s");
  child.stubborn = false;
};

const failed: End = async (child, { runtime }) => {
  child.fail();
  await runtime.settle();
};

const normal: End = async (child, { runtime }) => {
  child.end();
  await runtime.settle();
};

for (const mode of ["never", "any-significant", "all-significant"] as const) {
  test(`otp 57 · ${mode}: a temporary child that is not significant never ends its supervisor, however it ends`, async () => {
    for (const end of [stoppedByCommand, killed, failed, normal]) {
      const [bystander, child] = [scripted("bystander"), scripted("child", { restart: "temporary" })];
      const tree = await grow(supervisor("root", { autoShutdown: mode }, [bystander.spec, child.spec]));
      await end(child, tree);
      assert.deepEqual(statesOf(tree.app), { bystander: "running" });
      assert.equal(child.count, 1);
    }
  });

  test(`otp 58 · ${mode}: a transient child that is not significant never ends its supervisor: it is restarted, or stays stopped`, async () => {
    for (const [end, state, count] of [
      [stoppedByCommand, "stopped", 1],
      [killed, "running", 2],
      [failed, "running", 2],
      [normal, "stopped", 1],
    ] as const) {
      const [bystander, child] = [scripted("bystander"), scripted("child", { restart: "transient" })];
      const tree = await grow(supervisor("root", { autoShutdown: mode }, [bystander.spec, child.spec]));
      await end(child, tree);
      assert.deepEqual(statesOf(tree.app), { bystander: "running", child: state });
      assert.equal(child.count, count);
    }
  });
}

test("otp 59 · any-significant: a temporary significant child that ends by itself ends the supervisor; one stopped by command does not", async () => {
  for (const end of [killed, failed, normal]) {
    const { tree, one, two, bystander } = await withSignificant("any-significant", "temporary");
    await end(one, tree);
    assert.deepEqual(await tree.app.exit, { type: "shutdown" });
    assert.deepEqual([two.ctx.signal.aborted, bystander.ctx.signal.aborted], [true, true]);
  }
  const { tree, one } = await withSignificant("any-significant", "temporary");
  await stoppedByCommand(one, tree);
  assert.deepEqual(statesOf(tree.app), { bystander: "running", two: "running" });
});

test("otp 59 · all-significant: the last temporary significant child to end by itself ends the supervisor, none before it", async () => {
  for (const first of [stoppedByCommand, killed, failed, normal]) {
    for (const last of [killed, failed, normal]) {
      const { tree, one, two } = await withSignificant("all-significant", "temporary");
      await first(one, tree);
      assert.deepEqual(statesOf(tree.app), { bystander: "running", two: "running" });
      await last(two, tree);
      assert.deepEqual(await tree.app.exit, { type: "shutdown" });
    }
  }
  const { tree, one, two } = await withSignificant("all-significant", "temporary");
  await normal(one, tree);
  await stoppedByCommand(two, tree);
  assert.deepEqual(statesOf(tree.app), { bystander: "running" }, "a command is no end of its own");
});

test("otp 60 · any-significant: a transient significant child that fails is restarted; one that ends well ends the supervisor", async () => {
  const { tree, one, two } = await withSignificant("any-significant", "transient");
  await killed(one, tree);
  await failed(one, tree);
  assert.deepEqual(incarnationsOf(tree.app), { bystander: 1, one: 3, two: 1 });
  await stoppedByCommand(one, tree);
  assert.deepEqual(statesOf(tree.app), { bystander: "running", one: "stopped", two: "running" });
  await normal(two, tree);
  assert.deepEqual(await tree.app.exit, { type: "shutdown" });
});

test("otp 60 · all-significant: the last transient significant child to end well ends the supervisor; failures bring them back", async () => {
  const { tree, one, two } = await withSignificant("all-significant", "transient");
  await normal(one, tree);
  assert.deepEqual(statesOf(tree.app), { bystander: "running", one: "stopped", two: "running" });
  await killed(two, tree);
  await failed(two, tree);
  assert.deepEqual(incarnationsOf(tree.app), { bystander: 1, one: 1, two: 3 });
  await stoppedByCommand(two, tree);
  assert.deepEqual(statesOf(tree.app), { bystander: "running", one: "stopped", two: "stopped" });
  await tree.app.restartChild("two");
  await normal(two, tree);
  assert.deepEqual(await tree.app.exit, { type: "shutdown" });
});

for (const mode of ["any-significant", "all-significant"] as const) {
  for (const [strategy, restart, incarnations] of [
    ["one-for-one", "transient", { culprit: 2, significant: 1 }],
    ["one-for-one", "temporary", { culprit: 2, significant: 1 }],
    ["one-for-all", "transient", { culprit: 2, significant: 2 }],
    ["one-for-all", "temporary", { culprit: 2 }],
    ["rest-for-one", "transient", { culprit: 2, significant: 2 }],
    ["rest-for-one", "temporary", { culprit: 2 }],
  ] as const) {
    test(`otp 62 · ${mode}, ${strategy}: a ${restart} significant child that goes down because of a sibling triggers nothing`, async () => {
      const [culprit, significant] = [scripted("culprit"), scripted("significant", { restart, significant: true })];
      const tree = await grow(supervisor("root", { strategy, autoShutdown: mode }, [culprit.spec, significant.spec]));
      await failed(culprit, tree);
      assert.deepEqual(incarnationsOf(tree.app), incarnations);
      assert.equal(tree.app.info().state, "running");
    });
  }
}

test("otp 63 · a supervisor that shut itself down and is significant takes its parent down; one that is not, does not", async () => {
  for (const [significant, exit] of [
    [true, "shutdown"],
    [false, undefined],
  ] as const) {
    const [worker, bystander] = [scripted("worker", { restart: "temporary", significant: true }), scripted("bystander")];
    const nested = supervisor("nested", { restart: "transient", significant, autoShutdown: "any-significant" }, [worker.spec]);
    const tree = await grow(supervisor("root", { autoShutdown: "any-significant" }, [nested, bystander.spec]));
    await normal(worker, tree);
    assert.equal(tree.app.snapshot().exit?.type, exit);
    assert.equal(bystander.ctx.signal.aborted, significant);
    if (!significant) assert.deepEqual(statesOf(tree.app), { nested: "stopped", bystander: "running" });
  }
});

interface SignificantTree {
  readonly tree: GrownTree;
  readonly bystander: Scripted;
  readonly one: Scripted;
  readonly two: Scripted;
}

/** A tree of two significant children and one that is not. */
async function withSignificant(autoShutdown: AutoShutdown, restart: RestartType): Promise<SignificantTree> {
  const [bystander, one, two] = [
    scripted("bystander"),
    scripted("one", { restart, significant: true }),
    scripted("two", { restart, significant: true }),
  ];
  const spec: Spec = supervisor("root", { autoShutdown }, [bystander.spec, one.spec, two.spec]);
  return { tree: await grow(spec), bystander, one, two };
}
