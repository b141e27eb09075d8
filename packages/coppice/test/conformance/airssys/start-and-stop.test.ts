import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, service, supervisor, task } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { idle } from "../../support/puppet.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

test("airssys A1 · a child has start and stop, and stop is told how long it may take", async () => {
  const calls: unknown[] = [];
  class Pool {
    start(): void {
      calls.push("start");
    }
    stop(timeout: number): void {
      calls.push(["stop", timeout]);
    }
  }
  const { app } = await grow(supervisor("root", {}, [service("db", Pool, { shutdown: "3s" })]));
  assert.deepEqual(calls, ["start"]);
  assert.equal(app.whichChild("db").state, "running");
  await app.stop();
  assert.deepEqual(calls, ["start", ["stop", 3_000]]);
});

test("airssys A1 · a child may have a health check", async () => {
  const checked = service("db", () => ({ start: () => undefined, stop: () => undefined, checkHealth: () => "healthy" }));
  const { app } = await grow(supervisor("root", {}, [checked]));
  assert.equal(app.whichChild("db").state, "running");
  await app.stop();
});

test("airssys A1 · a stop that takes longer than it may is ended by force, and the tree is down in time", async () => {
  const { app, runtime } = await grow(
    supervisor("root", {}, [
      service("db", () => ({ start: () => undefined, stop: hangs }), { shutdown: "3s" }),
      task("idle", idle),
    ]),
  );
  const stopping = watch(app.stop());
  await runtime.advance("2999ms");
  assert.equal(stopping.state, "open");
  await runtime.advance("1ms");
  const [db, other] = stopping.value?.children ?? [];
  assert.deepEqual([db?.exit, db?.took], [{ type: "killed", by: "shutdown-timeout", leaked: true }, 3_000]);
  assert.deepEqual(other?.exit, { type: "shutdown" });
});

test("airssys A1 · a start that takes longer than it may has failed", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  const slow = service("db", () => ({ start: hangs, stop: () => undefined }), { startTimeout: "2s", shutdown: "1s" });
  const starting = watch(app.startChild(slow));
  await runtime.advance("2999ms");
  assert.equal(starting.state, "open", "it was asked to stop, and has its time for that");
  await runtime.advance("1ms");
  assert.equal((starting.error as { code?: string }).code, "START_FAILED");
  assert.match((starting.error as Error).message, /root\/db .*was not ready within 2000 ms/);
  assert.deepEqual(app.whichChildren(), []);
  await app.stop();
});

test("airssys A7 · a restart makes a fresh instance from the factory, never the broken one again", async () => {
  const made: Worker[] = [];
  class Worker {
    readonly ctx: Context;
    broken = false;
    constructor(ctx: Context) {
      this.ctx = ctx;
      made.push(this);
    }
    start(): void {
      assert.equal(this.broken, false);
    }
    stop(): void {}
    break(): void {
      this.broken = true;
      this.ctx.fail(new Error("broken"));
    }
  }
  const worker = service("worker", (ctx) => new Worker(ctx));
  const seen: Worker[] = [];
  const { app, runtime } = await grow(
    supervisor("root", {}, [
      worker,
      task("watcher", async (ctx) => {
        for (;;) {
          seen.push(ctx.use(worker));
          await ctx.sleep("1s");
        }
      }),
    ]),
  );
  made[0]?.break();
  await runtime.advance("1s");
  assert.equal(made.length, 2);
  assert.notEqual(made[0], made[1]);
  assert.deepEqual(
    made.map(({ broken }) => broken),
    [true, false],
  );
  assert.deepEqual(seen, [made[0], made[1]], "siblings are given the fresh one");
  await app.stop();
});
