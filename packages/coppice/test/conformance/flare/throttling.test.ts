import assert from "node:assert/strict";
import { test } from "node:test";
import { type BackoffOptions, supervisor, task } from "coppice";
import { grow, type GrownTree } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

const broken = async (): Promise<never> => {
  throw new Error("broken");
};

/** The waits before the restarts of a child, in milliseconds. */
function waitsOf({ events }: Pick<GrownTree, "events">, path: string): readonly number[] {
  return events.flatMap((event) => (event.type === "child.restarting" && event.path === path ? [event.delay] : []));
}

const DOUBLING: BackoffOptions = { first: "100ms", initial: "200ms", factor: 2, max: "1s", jitter: 0, resetAfter: "60s" };

test("flare F12 · the waits of a crash loop double up to a cap, and the supervisor does not give up", async () => {
  const tree = await grow(supervisor("root", {}, [task("worker", broken, { backoff: DOUBLING })]));
  await tree.runtime.advance("10s");
  assert.deepEqual(waitsOf(tree, "root/worker").slice(0, 7), [100, 200, 400, 800, 1_000, 1_000, 1_000]);
  assert.equal(tree.app.whichChild("worker").state, "restarting");
  await tree.app.stop();
});

test("flare F12 · after thousands of attempts the wait is still the cap", async () => {
  const tree = await grow(supervisor("root", {}, [task("worker", broken, { backoff: { ...DOUBLING, factor: 1e6 } })]));
  await tree.runtime.advance("2000s");
  const waits = waitsOf(tree, "root/worker");
  assert.ok(waits.length > 2_000);
  assert.deepEqual(new Set(waits.slice(2)), new Set([1_000]));
  await tree.app.stop();
});

test("flare F12 · each child has waits of its own", async () => {
  const other = new Puppet();
  const tree = await grow(
    supervisor("root", { defaults: { backoff: DOUBLING } }, [task("looping", broken), task("other", other.run)]),
  );
  await tree.runtime.advance("10s");
  other.fail();
  await tree.runtime.settle();
  assert.deepEqual(waitsOf(tree, "root/other"), [100]);
  await tree.app.stop();
});

test("flare F12 · after a healthy spell the waits start anew", async () => {
  const worker = new Puppet();
  const tree = await grow(supervisor("root", {}, [task("worker", worker.run, { backoff: DOUBLING })]));
  const crashAfter = async (spell: number): Promise<void> => {
    await tree.runtime.advance(spell);
    worker.fail();
    await tree.runtime.advance("1s");
  };
  for (const spell of [0, 0, 59_000, 60_000]) await crashAfter(spell);
  assert.deepEqual(waitsOf(tree, "root/worker"), [100, 200, 400, 100]);
  await tree.app.stop();
});

test("flare F12 · questions and commands are answered at once while a child waits ten seconds", async () => {
  const tree = await grow(
    supervisor("root", {}, [
      task("worker", broken, { backoff: { first: "10s", initial: "10s", jitter: 0 } }),
      task("idle", idle),
    ]),
  );
  await tree.runtime.advance("1s");
  const { app, runtime } = tree;
  const { state, dueIn } = app.whichChild("worker");
  assert.deepEqual({ state, dueIn }, { state: "restarting", dueIn: 9_000 });
  assert.equal(app.whichChildren().length, 2);
  await app.startChild(task("late", idle));
  await app.stopChild("idle");
  assert.equal(runtime.now(), 1_000, "no time went by");
  await app.stop();
});
