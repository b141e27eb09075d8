import assert from "node:assert/strict";
import { test } from "node:test";
import { type RestartType, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { Puppet } from "../../support/puppet.ts";

/** What is left of a child after its one incarnation failed, or ended well. */
async function after(restart: RestartType, end: "fail" | "end"): Promise<readonly (string | number)[]> {
  const worker = new Puppet();
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run, { restart })]));
  worker[end]();
  await runtime.settle();
  const states = app.whichChildren().map(({ state }) => state);
  await app.stop();
  return [...states, worker.count];
}

test("flare F7 · a permanent worker comes back after failing and after ending well", async () => {
  assert.deepEqual(await after("permanent", "fail"), ["running", 2]);
  assert.deepEqual(await after("permanent", "end"), ["running", 2]);
});

test("flare F7 · a transient worker comes back after failing, and after ending well it stays listed as stopped", async () => {
  assert.deepEqual(await after("transient", "fail"), ["running", 2]);
  assert.deepEqual(await after("transient", "end"), ["stopped", 1]);
});

test("flare F7 · a temporary worker leaves in every case", async () => {
  assert.deepEqual(await after("temporary", "fail"), [1]);
  assert.deepEqual(await after("temporary", "end"), [1]);
});
