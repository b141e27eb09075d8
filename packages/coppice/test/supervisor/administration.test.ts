import assert from "node:assert/strict";
import { test } from "node:test";
import { isCoppiceError, supervisor, task } from "coppice";
import { grow, watch, type Watched } from "../support/grown-tree.ts";
import { idle, Puppet } from "../support/puppet.ts";

function codeOf({ error }: Watched<unknown>): string | undefined {
  return isCoppiceError(error) ? error.code : undefined;
}

const IN_AN_HOUR = { first: "1h", initial: "1h", max: "1h", jitter: 0 } as const;

/** A task that is ready only when a test says so. */
function onSignal(puppet: Puppet) {
  return task("worker", puppet.run, { ready: "signal" });
}

test("stopping a child that starts cancels the start, for the command that waits for it", async () => {
  const { app } = await grow(supervisor("root"));
  const starting = watch(app.startChild(onSignal(new Puppet())));
  assert.deepEqual(await app.stopChild("worker"), { type: "shutdown" });
  assert.equal(codeOf(starting), "CANCELLED");
  assert.equal(app.whichChild("worker").state, "stopped");
  await app.stop();
});

test("a stop of the tree ends the commands that wait for a start with NOT_RUNNING", async () => {
  const { app } = await grow(supervisor("root"));
  const starting = watch(app.startChild(onSignal(new Puppet())));
  await app.stop();
  assert.equal(codeOf(starting), "NOT_RUNNING");
});

test("stopping a child that is being stopped is answered when it is down, both times", async () => {
  const worker = new Puppet();
  worker.deaf = true;
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run)]));
  const stops = [watch(app.stopChild("worker")), watch(app.stopChild("worker"))];
  await runtime.advance("1s");
  assert.deepEqual(
    stops.map(({ state }) => state),
    ["open", "open"],
  );
  worker.end();
  await runtime.settle();
  assert.deepEqual(
    stops.map(({ value }) => value),
    [{ type: "shutdown" }, { type: "shutdown" }],
  );
  assert.equal(await app.stopChild("worker"), undefined, "of one that is down there is no exit to tell");
  await app.stop();
});

test("a slow stop, and a slow start, hold up no command for other children", async () => {
  const deaf = new Puppet();
  deaf.deaf = true;
  const { app, runtime } = await grow(supervisor("root", {}, [task("deaf", deaf.run), task("other", idle)]));
  const stopping = watch(app.stopChild("deaf"));
  const starting = watch(app.startChild(onSignal(new Puppet())));
  await app.startChild(task("quick", idle));
  await app.stopChild("other");
  await app.restartChild("other");
  assert.equal(runtime.now(), 0);
  assert.deepEqual([stopping.state, starting.state], ["open", "open"]);
  await runtime.advance("5s");
  assert.equal(stopping.value?.type, "killed");
  await app.stop();
});

test("a command that stops a child spends no intensity, whatever the child then ends with", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", { intensity: { restarts: 0, within: "1h" } }, [task("worker", worker.run)]),
  );
  worker.deaf = true;
  const stopping = watch(app.stopChild("worker"));
  await runtime.settle();
  worker.fail("on the way down");
  await runtime.settle();
  assert.equal(stopping.value?.type, "failed");
  assert.equal(app.whichChild("worker").state, "stopped");
  assert.equal(app.info().state, "running");
  await app.stop();
});

test("stopping a child that waits for its restart cancels it, and a command starts it again at once", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run, { backoff: IN_AN_HOUR })]));
  worker.fail();
  await runtime.settle();
  await assert.rejects(app.restartChild("worker"), { code: "RESTARTING" });
  await app.stopChild("worker");
  await runtime.advance("2h");
  assert.equal(worker.count, 1);
  await app.restartChild("worker");
  assert.deepEqual([worker.count, app.whichChild("worker").state], [2, "running"]);
  await app.stop();
});

test("a restart by command that fails leaves the child stopped, and is not tried again", async () => {
  const puppet = new Puppet();
  const worker = task("worker", (ctx) => {
    if (ctx.incarnation === 2) throw new Error("not now");
    return puppet.run(ctx);
  });
  const { app, runtime } = await grow(supervisor("root", {}, [worker]));
  await app.stopChild("worker");
  await assert.rejects(app.restartChild("worker"), { code: "START_FAILED", message: /root\/worker .*not now/ });
  await runtime.advance("1h");
  assert.deepEqual([app.whichChild("worker").state, app.whichChild("worker").incarnation], ["stopped", 2]);
  await app.restartChild("worker");
  assert.equal(app.whichChild("worker").state, "running");
  await app.stop();
});

test("a start by command of a child with onStartFailure policy stays open until the policy has brought it up", async () => {
  const { app, runtime } = await grow(supervisor("root"));
  const late = task(
    "late",
    (ctx) => {
      if (ctx.incarnation < 3) throw new Error("not yet");
      return idle(ctx);
    },
    { onStartFailure: "policy", backoff: { first: "1s", initial: "1s", jitter: 0 } },
  );
  const starting = watch(app.startChild(late));
  await runtime.advance("1999ms");
  assert.equal(starting.state, "open");
  await runtime.advance("1ms");
  assert.equal(starting.state, "done");
  await app.stop();
});

test("a start by command of a child with onStartFailure policy that is parked, or stays down, is answered with START_FAILED", async () => {
  const { app } = await grow(supervisor("root"));
  const broken = (): never => {
    throw new Error("broken");
  };
  const budget = { restarts: 0, within: "1h" } as const;
  for (const onExhausted of ["quarantine", "stop"] as const) {
    const child = task(onExhausted, broken, { onStartFailure: "policy", budget, onExhausted });
    await assert.rejects(app.startChild(child), { code: "START_FAILED" });
  }
  assert.deepEqual(
    app.whichChildren().map(({ state }) => state),
    ["quarantined", "stopped"],
  );
  await app.stop();
});

test("a child may command its own supervisor, and the command is answered", async () => {
  const done = Promise.withResolvers<unknown>();
  const { app } = await grow(supervisor("root"));
  await app.startChild(
    task("boss", async (ctx) => {
      await app.startChild(task("helper", idle));
      await app.stopChild("helper");
      await app.deleteChild("helper");
      done.resolve(app.whichChildren().map(({ id }) => id));
      await idle(ctx);
    }),
  );
  assert.deepEqual(await done.promise, ["boss"]);
  await app.stop();
});

test("children that were added by command are gone when their supervisor restarts; those of its spec come back", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", {}, [supervisor("web", { intensity: { restarts: 0, within: "1s" } }, [task("worker", worker.run)])]),
  );
  const web = app.lookup("web");
  await web.startChild(task("added", idle));
  await web.stopChild("worker");
  await web.restartChild("worker");
  worker.fail();
  await runtime.settle();
  assert.deepEqual(
    web.whichChildren().map(({ id, state, incarnation }) => [id, state, incarnation]),
    [["worker", "running", 1]],
  );
  await app.stop();
});

test("whoever stops a child of which a round takes hold meanwhile is answered when it is down", async () => {
  const [worker, sibling] = [new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all" }, [task("worker", worker.run), task("sibling", sibling.run)]),
  );
  sibling.deaf = true;
  const stopping = watch(app.stopChild("sibling"));
  await runtime.settle();
  worker.fail();
  await runtime.settle();
  sibling.end();
  await runtime.settle();
  assert.equal(stopping.state, "done");
  assert.deepEqual(
    app.whichChildren().map(({ state }) => state),
    ["running", "running"],
  );
  sibling.deaf = false;
  await app.stop();
});
