import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, type CoppiceError, dynamicSupervisor, start, supervisor, task } from "../../src/index.ts";
import { type VirtualRuntime, virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { broken, forever, noted, untilStopped } from "./children.ts";

const shop = supervisor("shop", {}, [supervisor("web", {}, [task("http", untilStopped)])]);

async function running(runtime: VirtualRuntime = virtualRuntime()): Promise<App<typeof shop>> {
  return await start(shop, { runtime });
}

const idsOf = (app: App<typeof shop>): string[] => app.whichChildren().map(({ id }) => id);

test("children(name, n) starts name-0 to name-(n-1), and answers them as a list and by name", async () => {
  const app = await running();
  const workers = await app.children("worker", 10).restart("transient").spawnBatch(untilStopped);
  const expected = Array.from({ length: 10 }, (_, index) => `worker-${index}`);
  assert.deepEqual(idsOf(app), ["web", ...expected]);
  assert.deepEqual(
    workers.list.map(({ id }) => id),
    expected,
  );
  assert.deepEqual(Object.keys(workers.byName), expected);
  assert.equal(workers.byName["worker-3"], workers.list[3]);
  assert.deepEqual(new Set(workers.list.map((worker) => worker.info().restart)), new Set(["transient"]));
});

test("spawnBatchWith: each child's factory is given its number and its context", async () => {
  const app = await running();
  const seen: [number, string][] = [];
  await app
    .child("web")
    .children("w", 3)
    .spawnBatchWith((index, ctx) => (seen.push([index, ctx.path]), untilStopped(ctx)));
  assert.deepEqual(seen, [
    [0, "shop/web/w-0"],
    [1, "shop/web/w-1"],
    [2, "shop/web/w-2"],
  ]);
});

test("with: overrides of one child, by number or id, win over what is shared; said again they are joined", async () => {
  const app = await running();
  await app
    .children("w", 3)
    .restart("transient")
    .shutdown("1s")
    .with(1, { restart: "temporary" })
    .with("w-1", { startTimeout: "9s" })
    .with("w-2", { shutdown: "2s" })
    .spawnBatch(untilStopped);
  assert.deepEqual(app.getSpec("w-0").options, { restart: "transient", shutdown: "1s" });
  assert.deepEqual(app.getSpec("w-1").options, { restart: "temporary", shutdown: "1s", startTimeout: "9s" });
  assert.deepEqual(app.getSpec("w-2").options, { restart: "transient", shutdown: "2s" });
});

test("they start one after another, each once the one before is ready", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  const spawning = app
    .children("w", 2)
    .ready("signal")
    .spawnBatch(async (ctx) => (await ctx.sleep("1s"), ctx.ready(), await untilStopped(ctx)));
  await runtime.advance("500ms");
  assert.deepEqual(idsOf(app), ["web", "w-0"]);
  await runtime.advance("500ms");
  assert.deepEqual(idsOf(app), ["web", "w-0", "w-1"]);
  await runtime.advance("1s");
  await spawning;
});

test("all or none: a failure stops and deletes those that were started, last first, and names the one that failed", async () => {
  const app = await running();
  const log: string[] = [];
  const spawning = app
    .children("w", 5)
    .spawnBatchWith((index) => (index === 3 ? { start: broken, stop: () => undefined } : noted(log, `w-${index}`)()));
  await assert.rejects(spawning, (error: CoppiceError) => {
    assert.equal(error.code, "START_FAILED");
    assert.equal(
      error.message,
      "the batch was not started, because of shop/w-3: shop/w-3 did not start: it failed: Error: boom; of the 3 started before it all were stopped and deleted",
    );
    assert.deepEqual(error.details, { path: "shop/w-3", left: [] });
    assert.equal((error.cause as CoppiceError).code, "START_FAILED");
    return true;
  });
  assert.deepEqual(log, ["start w-0", "start w-1", "start w-2", "stop w-2", "stop w-1", "stop w-0"]);
  assert.deepEqual(idsOf(app), ["web"]);
});

test("all or none: temporary children, which are gone once they are stopped, are taken back too", async () => {
  const app = await running();
  const spawning = app
    .children("w", 3)
    .restart("temporary")
    .spawnBatchWith((index, ctx) => (index === 2 ? { start: broken, stop: () => undefined } : untilStopped(ctx)));
  await assert.rejects(spawning, { code: "START_FAILED", details: { path: "shop/w-2", left: [] } });
  assert.deepEqual(idsOf(app), ["web"]);
});

test("all or none: under a dynamic supervisor, too", async () => {
  const spec = supervisor("shop", {}, [dynamicSupervisor("jobs")]);
  const app = await start(spec, { runtime: virtualRuntime() });
  const spawning = app
    .child("jobs")
    .children("w", 3)
    .spawnBatchWith((index, ctx) => (index === 2 ? { start: broken, stop: () => undefined } : untilStopped(ctx)));
  await assert.rejects(spawning, { code: "START_FAILED", details: { path: "shop/jobs/w-2", left: [] } });
  assert.equal(app.child("jobs").countChildren().specs, 0);
});

test("all or none: one that cannot be taken back keeps no other from it, and is named", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  // While w-1 is taken back somebody starts it again, so it cannot be deleted.
  const meddler = app.subscribe((event) => {
    if (event.path === "shop/w-1" && event.type === "child.exited") void app.restartChild("w-1");
  });
  const spawning = app
    .children("w", 4)
    .spawnBatchWith((index, ctx) => (index === 3 ? { start: broken, stop: () => undefined } : untilStopped(ctx)));
  await assert.rejects(spawning, (error: CoppiceError) => {
    assert.match(
      error.message,
      /; of the 3 started before it all were stopped and deleted but w-1: delete by hand what is not wanted$/,
    );
    assert.deepEqual(error.details, { path: "shop/w-3", left: ["w-1"] });
    return true;
  });
  meddler();
  assert.deepEqual(idsOf(app), ["web", "w-1"]);
});

test("all or none: one that somebody else put in place of a member is left alone", async () => {
  const app = await running();
  const other = task("w-0", untilStopped);
  const replacesTheFirst = async (): Promise<never> => {
    await app.stopChild("w-0");
    await app.deleteChild("w-0");
    await app.startChild(other);
    throw new Error("boom");
  };
  const spawning = app
    .children("w", 2)
    .spawnBatchWith((index, ctx) => (index === 1 ? { start: replacesTheFirst, stop: () => undefined } : untilStopped(ctx)));
  await assert.rejects(spawning, { code: "START_FAILED" });
  assert.equal(app.getSpec("w-0"), other);
  assert.deepEqual(idsOf(app), ["web", "w-0"]);
});

test("all specs are checked before any is started", async () => {
  const app = await running();
  const factories: unknown[] = [];
  await assert.rejects(app.children("w", 3).spawnBatch(undefined as never), { code: "BAD_SPEC" });
  const builder = app.children("w", 3).with(2, { restart: "sometimes" as never });
  await assert.rejects(
    builder.spawnBatch((ctx) => (factories.push(ctx), untilStopped(ctx))),
    { code: "BAD_OPTION" },
  );
  const significant = app.children("w", 3).with("w-2", { significant: true, restart: "transient" });
  await assert.rejects(
    significant.spawnBatch((ctx) => (factories.push(ctx), untilStopped(ctx))),
    { code: "BAD_COMBINATION" },
  );
  assert.deepEqual([factories, idsOf(app)], [[], ["web"]]);
});

test("an id that is there refuses the whole, before any is started", async () => {
  const app = await running();
  await app.startChild(task("w-2", untilStopped));
  await assert.rejects(app.children("w", 3).spawnBatch(untilStopped), {
    code: "ALREADY_STARTED",
    message: /^shop\/w-2 is there and running, so none of the batch was started/,
  });
  await app.stopChild("w-2");
  await assert.rejects(app.children("w", 3).spawnBatch(untilStopped), { code: "ALREADY_PRESENT" });
  assert.deepEqual(idsOf(app), ["web", "w-2"]);
});

test("a supervisor that is full takes none of a batch that has no room", async () => {
  const spec = supervisor("shop", { maxChildren: 3 }, [task("a", untilStopped)]);
  const app = await start(spec, { runtime: virtualRuntime() });
  await assert.rejects(app.children("w", 3).spawnBatch(untilStopped), (error: CoppiceError) => {
    assert.equal((error.cause as CoppiceError).code, "MAX_CHILDREN");
    return true;
  });
  assert.equal(app.countChildren().specs, 1);
});

test("a tree that stops in the middle of a batch ends it, and leaves nothing running", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  const spawning = app.children("w", 2).ready("signal").shutdown("1s").spawnBatch(forever);
  const failure = assert.rejects(spawning, { code: "START_FAILED" });
  await runtime.settle();
  const stopping = app.stop();
  await runtime.advance("1s");
  await stopping;
  await failure;
});

test("none is asked for: none is started", async () => {
  const app = await running();
  assert.deepEqual(await app.children("w", 0).spawnBatch(untilStopped), { list: [], byName: {} });
});

for (const count of [-1, 1.5, Number.NaN, Infinity, "3", undefined]) {
  test(`children("w", ${String(count)}) is refused`, async () => {
    const app = await running();
    assert.throws(() => app.children("w", count as number), {
      code: "BAD_OPTION",
      message: /expected how many, a whole number from 0 up/,
    });
  });
}

test("overrides for a child that the batch does not have are refused", async () => {
  const app = await running();
  for (const which of [3, -1, 0.5, "w-3", "x-0"] as never[]) {
    assert.throws(() => app.children("w", 3).with(which, {}), {
      code: "NOT_FOUND",
      message: /has no such child: expected a number from 0 up to 2/,
    });
  }
});
