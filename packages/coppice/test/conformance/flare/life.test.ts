import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, supervisor, task } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

const broken = async (): Promise<never> => {
  throw new Error("broken");
};

test("flare F3 · a worker is made by its factory, initialized, run, and its shutdown hook is run at the end", async () => {
  const steps: string[] = [];
  const worker = task("worker", (ctx: Context) => {
    steps.push(`factory ${ctx.incarnation}`);
    return {
      initialize: () => steps.push("initialize"),
      run: async (): Promise<void> => {
        steps.push("run");
        await idle(ctx);
      },
      shutdown: () => steps.push("shutdown"),
    };
  });
  const { app } = await grow(supervisor("root", {}, [worker]));
  assert.deepEqual(steps, ["factory 1", "initialize", "run"]);
  await app.stop();
  assert.deepEqual(steps, ["factory 1", "initialize", "run", "shutdown"]);
});

test("flare F3 · the shutdown hook runs also after run failed, before the worker comes back", async () => {
  const steps: string[] = [];
  const puppet = new Puppet();
  const worker = task("worker", (ctx: Context) => ({
    run: () => {
      steps.push(`run ${ctx.incarnation}`);
      return puppet.run(ctx);
    },
    shutdown: () => steps.push(`shutdown ${ctx.incarnation}`),
  }));
  const { app, runtime } = await grow(supervisor("root", {}, [worker]));
  puppet.fail();
  await runtime.settle();
  assert.deepEqual(steps, ["run 1", "shutdown 1", "run 2"]);
  await app.stop();
});

test("flare F3 · a shutdown hook that fails is reported and changes nothing", async () => {
  const puppet = new Puppet();
  const worker = task("worker", (ctx: Context) => ({
    run: () => puppet.run(ctx),
    shutdown: () => {
      throw new Error("hook");
    },
  }));
  const { app, runtime, events } = await grow(supervisor("root", {}, [worker]));
  puppet.fail();
  await runtime.settle();
  const { state, exit } = app.whichChild("worker");
  assert.equal(state, "running");
  assert.equal(exit?.type === "failed" && exit.error.message, "broken", "the exit is that of run");
  const report = await app.stop();
  assert.deepEqual(report.children?.[0]?.exit, { type: "shutdown" });
  const reports = events.filter(({ type }) => type === "hook.failed");
  assert.deepEqual(
    reports.map((event) => [event.path, event.incarnation, event.type === "hook.failed" && event.error.message]),
    [
      ["root/worker", 1, "hook"],
      ["root/worker", 2, "hook"],
    ],
  );
});

test("flare F3 · when initialize fails neither run nor the hook is called, and the exit is failed", async () => {
  const steps: string[] = [];
  const worker = task("worker", () => ({
    initialize: broken,
    run: async () => void steps.push("run"),
    shutdown: () => steps.push("shutdown"),
  }));
  const { app, events } = await grow(supervisor("root"));
  await assert.rejects(app.startChild(worker), { code: "START_FAILED", message: /root\/worker.*broken/ });
  assert.deepEqual(steps, []);
  const exits = events.flatMap((event) => (event.type === "child.exited" ? [event.exit.type] : []));
  assert.deepEqual(exits, ["failed"]);
  await app.stop();
});

test("flare F3 · when initialize fails in a restart the policy applies: another attempt is made", async () => {
  const puppet = new Puppet();
  const worker = task("worker", (ctx: Context) => ({
    initialize: () => {
      if (ctx.incarnation === 2) throw new Error("not yet");
    },
    run: () => puppet.run(ctx),
  }));
  const { app, runtime } = await grow(supervisor("root", {}, [worker]));
  puppet.fail();
  await runtime.settle();
  const { state, incarnation, restarts } = app.whichChild("worker");
  assert.deepEqual({ state, incarnation, restarts }, { state: "running", incarnation: 3, restarts: 2 });
  await app.stop();
});

test("flare F6 · a start by command waits for initialize to succeed", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  let initialized = false;
  const starting = watch(
    app.startChild(
      task("worker", (ctx: Context) => ({
        initialize: async () => {
          await ctx.sleep("2s");
          initialized = true;
        },
        run: () => idle(ctx),
      })),
    ),
  );
  await runtime.advance("1999ms");
  assert.deepEqual([starting.state, initialized], ["open", false]);
  await runtime.advance("1ms");
  assert.deepEqual([starting.state, initialized], ["done", true]);
  await app.stop();
});

test("flare F6 · a start by command that fails is told why, and nothing is started again or kept", async () => {
  const { app, runtime, told } = await grow(supervisor("root"));
  const failing = task("worker", () => ({ initialize: broken, run: broken }));
  await assert.rejects(app.startChild(failing), (error: Error & { code?: string }) => {
    assert.equal(error.code, "START_FAILED");
    assert.equal((error.cause as Error).message, "broken");
    return true;
  });
  await runtime.advance("1h");
  assert.deepEqual(told("child.starting"), ["root/worker"]);
  assert.deepEqual(app.whichChildren(), []);
  await app.stop();
});

test("flare F6 · a start by command that takes longer than startTimeout is given up and not tried again", async () => {
  const { app, runtime, told } = await grow(supervisor("root"));
  const hanging = task("worker", (ctx: Context) => ({ initialize: () => ctx.sleep("1h"), run: broken }), { startTimeout: "2s" });
  const starting = watch(app.startChild(hanging));
  await runtime.advance("1999ms");
  assert.equal(starting.state, "open");
  await runtime.advance("1ms");
  assert.equal((starting.error as { code?: string }).code, "START_FAILED");
  assert.match((starting.error as Error).message, /root\/worker.*was not ready within 2000 ms/);
  await runtime.advance("1h");
  assert.deepEqual(told("child.starting"), ["root/worker"]);
  assert.deepEqual(app.whichChildren(), []);
  await app.stop();
});

test("flare F6 · a start by command under an id that is taken is refused, also while the first still initializes", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  const slow = task("worker", (ctx: Context) => ({ initialize: () => ctx.sleep("2s"), run: () => idle(ctx) }));
  const first = app.startChild(slow);
  await assert.rejects(app.startChild(slow), { code: "ALREADY_STARTED" });
  await runtime.advance("2s");
  await first;
  await assert.rejects(app.startChild(slow), { code: "ALREADY_STARTED" });
  assert.equal(app.countChildren().active, 1);
  await app.stop();
});

test("flare F6 · five starts by command in a row each wait for their own initialize", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  for (let index = 0; index < 5; index += 1) {
    const starting = watch(
      app.startChild(task(`worker-${index}`, (ctx: Context) => ({ initialize: () => ctx.sleep("1s"), run: () => idle(ctx) }))),
    );
    await runtime.advance("999ms");
    assert.equal(starting.state, "open");
    await runtime.advance("1ms");
    assert.equal(starting.state, "done");
  }
  assert.equal(app.countChildren().active, 5);
  await app.stop();
});
