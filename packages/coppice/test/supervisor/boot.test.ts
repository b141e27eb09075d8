import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, isCoppiceError, supervisor, task, type TaskOptions, type TaskSpec } from "coppice";
import { grow, sow, watch } from "../support/grown-tree.ts";
import { idle, Puppet } from "../support/puppet.ts";

const BACKOFF = { first: "1s", initial: "1s", factor: 1, jitter: 0 } as const;

/** A task that is ready after a time, and then lives until it is asked to stop. */
function slow<const Id extends string>(id: Id, time: `${number}s`, options: TaskOptions = {}): TaskSpec<undefined, Id> {
  return task(
    id,
    async (ctx) => {
      await ctx.sleep(time);
      ctx.ready();
      await idle(ctx);
    },
    { ...options, ready: "signal" },
  );
}

/** A task whose first starts fail, as many as are said. */
function failing<const Id extends string>(id: Id, times: number, options: TaskOptions = {}): TaskSpec<undefined, Id> {
  return task(
    id,
    (ctx) => {
      if (ctx.incarnation <= times) throw new Error(`not yet (${ctx.incarnation})`);
      return idle(ctx);
    },
    options,
  );
}

test("children start in the order of the spec, each once the one before is ready", async () => {
  const { starting, runtime, events } = sow(supervisor("root", {}, [slow("a", "2s"), slow("b", "1s"), slow("c", "1s")]));
  await runtime.advance("4s");
  const steps = events.map(({ at, path, type }) => `${at} ${path} ${type}`).filter((step) => step.includes("root/"));
  assert.deepEqual(steps, [
    "0 root/a child.starting",
    "2000 root/a child.started",
    "2000 root/b child.starting",
    "3000 root/b child.started",
    "3000 root/c child.starting",
    "4000 root/c child.started",
  ]);
  await (await starting).stop();
});

test("a start that takes longer than startTimeout fails the start of the whole, once the child is down", async () => {
  const { starting, runtime } = sow(supervisor("root", {}, [task("a", idle), slow("b", "10s", { startTimeout: "2s" })]));
  const watched = watch(starting);
  await runtime.advance("1999ms");
  assert.equal(watched.state, "open");
  await runtime.advance("1ms");
  assert.equal(isCoppiceError(watched.error) && watched.error.code, "START_FAILED");
  assert.match(String(watched.error), /root\/b was not ready within 2000 ms/);
});

test("onStartFailure policy: a failed first start is an exit like any other, and the start goes on once the child is ready", async () => {
  const { starting, runtime, told } = sow(
    supervisor("root", { intensity: { restarts: 0, within: "1h" } }, [
      failing("db", 3, { onStartFailure: "policy", backoff: BACKOFF }),
      task("web", idle),
    ]),
  );
  const watched = watch(starting);
  await runtime.advance("2999ms");
  assert.equal(watched.state, "open");
  assert.deepEqual(told("child.starting"), ["root/db", "root/db", "root/db"], "web waits for its turn");
  await runtime.advance("1ms");
  assert.equal(watched.state, "done");
  assert.deepEqual(told("child.started"), ["root/db", "root/web"]);
  await watched.value?.stop();
});

test("onStartFailure policy: a temporary child that fails its first start is forgotten, and the start goes on", async () => {
  const { app } = await grow(
    supervisor("root", {}, [failing("once", 1, { onStartFailure: "policy", restart: "temporary" }), task("web", idle)]),
  );
  assert.deepEqual(
    app.whichChildren().map(({ id, state }) => [id, state]),
    [["web", "running"]],
  );
  await app.stop();
});

test("onStartFailure policy: a strategy takes along those that have begun, and not those whose turn has not come", async () => {
  const { starting, runtime, told } = sow(
    supervisor("root", { strategy: "one-for-all" }, [
      task("a", idle),
      failing("b", 1, { onStartFailure: "policy" }),
      task("c", idle),
    ]),
  );
  const watched = watch(starting);
  await runtime.settle();
  assert.equal(watched.state, "done");
  assert.deepEqual(told("child.starting"), ["root/a", "root/b", "root/a", "root/b", "root/c"]);
  await watched.value?.stop();
});

test("a child that is ready and fails before all are started is restarted, and the start goes on", async () => {
  const first = new Puppet();
  const { starting, runtime } = sow(supervisor("root", {}, [task("first", first.run), slow("second", "2s")]));
  const watched = watch(starting);
  await runtime.advance("1s");
  first.fail();
  await runtime.advance("1s");
  assert.equal(watched.state, "done");
  assert.equal(watched.value?.whichChild("first").incarnation, 2);
  await watched.value?.stop();
});

test("children that end well, or answer that there is nothing to run, let the start go on", async () => {
  const { app, told } = await grow(
    supervisor("root", {}, [
      task("done", async () => undefined, { restart: "transient" }),
      task("nothing", async (ctx) => ctx.ignore(), { ready: "signal" }),
      task("last", idle),
    ]),
  );
  assert.deepEqual(told("supervisor.started"), ["root"]);
  assert.equal(app.whichChild("last").state, "running");
  assert.equal(app.whichChild("nothing").state, "stopped");
  await app.stop();
});

test("boot concurrent: children start together, and the supervisor is ready once each had its outcome", async () => {
  const { starting, runtime, told } = sow(
    supervisor("root", { boot: "concurrent" }, [
      slow("a", "3s"),
      slow("b", "1s"),
      failing("late", 1, { onStartFailure: "policy", backoff: { ...BACKOFF, first: "2s" } }),
    ]),
  );
  const watched = watch(starting);
  await runtime.settle();
  assert.deepEqual(told("child.starting"), ["root/a", "root/b", "root/late"]);
  await runtime.advance("2999ms");
  assert.deepEqual([watched.state, told("child.started")], ["open", ["root/b", "root/late"]]);
  await runtime.advance("1ms");
  assert.equal(watched.state, "done");
  await watched.value?.stop();
});

test("boot concurrent: a child that fails to start stops all others, last first, and the start fails", async () => {
  const { starting, runtime, told } = sow(
    supervisor("root", { boot: "concurrent" }, [
      slow("a", "1s"),
      slow("b", "9s"),
      task(
        "bad",
        async (ctx) => {
          await ctx.sleep("2s");
          throw new Error("broken");
        },
        { ready: "signal" },
      ),
    ]),
  );
  const watched = watch(starting);
  await runtime.advance("2s");
  assert.equal(isCoppiceError(watched.error) && watched.error.code, "START_FAILED");
  assert.deepEqual(told("child.exited"), ["root/bad", "root/b", "root/a"]);
});

test("commands are answered while a supervisor starts: what is added starts at once, and is not waited for", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  const adding = watch(app.addSupervisor(supervisor("web", {}, [slow("a", "3s"), task("b", idle)])));
  const web = app.lookup("web");
  const added = watch(web.startChild(slow("added", "9s")));
  assert.deepEqual(
    web.whichChildren().map(({ id, state }) => [id, state]),
    [
      ["a", "starting"],
      ["b", "waiting"],
      ["added", "starting"],
    ],
  );
  await runtime.advance("3s");
  assert.deepEqual([adding.state, added.state], ["done", "open"]);
  await runtime.advance("6s");
  assert.equal(added.state, "done");
  await app.stop();
});

test("a child that a command stops while the supervisor starts is passed over, and one whose turn has not come never begins", async () => {
  const { app, runtime, told } = await grow(supervisor("root"));
  const adding = watch(app.addSupervisor(supervisor("web", {}, [slow("a", "3s"), task("b", idle), task("c", idle)])));
  const web = app.lookup("web");
  await web.stopChild("b");
  await web.stopChild("a");
  await runtime.settle();
  assert.equal(adding.state, "done");
  assert.deepEqual(told("child.started"), ["root/web/c", "root/web"]);
  assert.deepEqual(
    web.whichChildren().map(({ state }) => state),
    ["stopped", "stopped", "running"],
  );
  await app.stop();
});

test("a significant child that ends during the start ends the supervisor once all have started", async () => {
  const { app, runtime, told } = await grow(supervisor("root"));
  const done = async (_ctx: Context): Promise<void> => undefined;
  const adding = watch(
    app.addSupervisor(
      supervisor("batch", { autoShutdown: "any-significant", restart: "transient" }, [
        task("job", done, { significant: true, restart: "transient" }),
        slow("helper", "2s"),
      ]),
    ),
  );
  await runtime.advance("1s");
  assert.equal(adding.state, "open");
  await runtime.advance("1s");
  assert.equal(adding.state, "done");
  assert.deepEqual(told("supervisor.started"), ["root", "root/batch"]);
  assert.deepEqual(app.whichChild("batch").exit, { type: "shutdown" });
  await app.stop();
});

for (const strategy of ["one-for-all", "rest-for-one"] as const) {
  for (const boot of ["sequential", "concurrent"] as const) {
    test(`a quarantine that only a command ends holds up no ${boot} start under ${strategy}: who started can revive`, async () => {
      const parked = failing("a", 1, {
        budget: { restarts: 0, within: "1m" },
        onExhausted: "quarantine",
        onStartFailure: "policy",
      });
      const late = task(
        "a2",
        async (ctx) => {
          await ctx.sleep("1s");
          if (ctx.incarnation === 1) throw new Error("late");
          await idle(ctx);
        },
        { budget: { restarts: 0, within: "1m" }, onExhausted: "quarantine" },
      );
      const { starting, runtime } = sow(supervisor("root", { strategy, boot }, [parked, late, slow("b", "2s"), slow("c", "1s")]));
      await runtime.advance("1m");
      const app = await starting;
      for (const id of ["a", "a2"]) if (app.whichChild(id).state === "quarantined") void app.reviveChild(id);
      await runtime.advance("1m");
      assert.deepEqual(
        app.whichChildren().map(({ state }) => state),
        ["running", "running", "running", "running"],
      );
      await app.stop();
    });
  }
}
