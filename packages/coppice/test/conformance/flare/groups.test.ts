import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor, task } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

test("flare F13 · one-for-all: each child restarts exactly once a failure, transient ones too", async () => {
  const puppets = { a: new Puppet(), b: new Puppet(), c: new Puppet() };
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all" }, [
      task("a", puppets.a.run),
      task("b", puppets.b.run, { restart: "transient" }),
      task("c", puppets.c.run),
    ]),
  );
  const counts = (): readonly number[] => Object.values(puppets).map(({ count }) => count);
  puppets.c.fail();
  await runtime.settle();
  assert.deepEqual(counts(), [2, 2, 2]);
  puppets.a.fail();
  await runtime.settle();
  assert.deepEqual(counts(), [3, 3, 3]);
  assert.deepEqual(
    app.whichChildren().map(({ id, state, restarts }) => [id, state, restarts]),
    [
      ["a", "running", 2],
      ["b", "running", 2],
      ["c", "running", 2],
    ],
  );
  await app.stop();
});

test("flare F13 · one-for-all: a temporary sibling that is taken along leaves", async () => {
  const [worker, passing] = [new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all" }, [
      task("passing", passing.run, { restart: "temporary" }),
      task("worker", worker.run),
    ]),
  );
  worker.fail();
  await runtime.settle();
  assert.deepEqual([passing.count, passing.ctx.signal.aborted], [1, true]);
  assert.deepEqual(
    app.whichChildren().map(({ id, state }) => [id, state]),
    [["worker", "running"]],
  );
  await app.stop();
});

test("flare F13 · rest-for-one: the head is untouched, the tail restarts once, stopped in reverse and started in order", async () => {
  const puppets = new Map(["a", "b", "c", "d"].map((id) => [id, new Puppet()]));
  const { app, runtime, events } = await grow(
    supervisor(
      "root",
      { strategy: "rest-for-one" },
      Array.from(puppets, ([id, { run }]) => task(id, run)),
    ),
  );
  const before = events.length;
  puppets.get("b")?.fail();
  await runtime.settle();
  assert.deepEqual(
    Array.from(puppets.values(), ({ count }) => count),
    [1, 2, 2, 2],
  );
  const steps = events.slice(before).flatMap(({ type, path }) => {
    return type === "child.exited" || type === "child.started" ? [`${type.slice("child.".length)} ${path}`] : [];
  });
  assert.deepEqual(steps, [
    "exited root/b",
    "exited root/d",
    "exited root/c",
    "started root/b",
    "started root/c",
    "started root/d",
  ]);
  await app.stop();
});

test("flare F13 · nested supervisors among the siblings come back too, with their children", async () => {
  for (const strategy of ["one-for-all", "rest-for-one"] as const) {
    const [worker, inner] = [new Puppet(), new Puppet()];
    const { app, runtime } = await grow(
      supervisor("root", { strategy }, [task("worker", worker.run), supervisor("nested", {}, [task("inner", inner.run)])]),
    );
    worker.fail();
    await runtime.settle();
    assert.equal(inner.count, 2, strategy);
    assert.equal(inner.lives[0]?.signal.aborted, true);
    assert.equal(app.child("nested").whichChild("inner").state, "running");
    assert.equal(app.whichChild("nested").restarts, 1);
    await app.stop();
  }
});

test("flare F14 · a nested supervisor that gave up is restarted by its parent, under the parent's intensity", async () => {
  const inner = new Puppet();
  const { app, runtime, told } = await grow(
    supervisor("root", { intensity: { restarts: 1, within: "5s" } }, [
      supervisor("nested", { intensity: { restarts: 1, within: "5s" } }, [task("inner", inner.run)]),
    ]),
  );
  const crash = async (): Promise<void> => {
    inner.fail();
    await runtime.settle();
  };
  await crash();
  await crash();
  const { state, restarts, exit } = app.whichChild("nested");
  assert.deepEqual([state, restarts, exit?.type], ["running", 1, "gave-up"]);
  assert.equal(inner.count, 3);
  await crash();
  await crash();
  const exit2 = await app.exit;
  assert.equal(exit2.type === "gave-up" && exit2.cause.path, "root/nested");
  assert.deepEqual(told("supervisor.gave-up"), ["root/nested", "root/nested", "root"]);
});

test("flare F14 · a deliberate stop spends no restart", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", { intensity: { restarts: 0, within: "1h" } }, [
      task("worker", worker.run),
      supervisor("nested", {}, [task("inner", idle)]),
    ]),
  );
  for (const id of ["worker", "nested", "worker", "nested"]) {
    await app.stopChild(id);
    await app.restartChild(id);
  }
  await runtime.settle();
  assert.equal(worker.count, 3);
  assert.deepEqual(
    app.whichChildren().map(({ state }) => state),
    ["running", "running"],
  );
  await app.stop();
});

test("flare F16 · a factory that throws in a restart is one more failed attempt, and does not end the supervisor", async () => {
  const puppet = new Puppet();
  let made = 0;
  const worker = task("worker", (ctx) => {
    made += 1;
    if (made === 2) throw new Error("no instance");
    return puppet.run(ctx);
  });
  const { app, runtime, events } = await grow(supervisor("root", {}, [worker, task("idle", idle)]));
  puppet.fail();
  await runtime.settle();
  assert.deepEqual([made, app.whichChild("worker").state, app.whichChild("idle").incarnation], [3, "running", 1]);
  const errors = events.flatMap((event) =>
    event.type === "child.exited" && event.exit.type === "failed" ? [event.exit.error.message] : [],
  );
  assert.deepEqual(errors, ["broken", "no instance"]);
  await app.stop();
});

test("flare F16 · one-for-all: two failures at once make one round, and one unit of intensity", async () => {
  const [a, b, c] = [new Puppet(), new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all", intensity: { restarts: 1, within: "5s" } }, [
      task("a", a.run),
      task("b", b.run),
      task("c", c.run),
    ]),
  );
  a.fail();
  b.fail();
  await runtime.settle();
  assert.deepEqual([a.count, b.count, c.count], [2, 2, 2]);
  assert.equal(app.info().state, "running");
  await app.stop();
});

test("flare F16 · a supervisor past its intensity is gone, and its children with it", async () => {
  const [worker, sibling] = [new Puppet(), new Puppet()];
  const { app } = await grow(
    supervisor("root", { intensity: { restarts: 0, within: "5s" } }, [task("worker", worker.run), task("sibling", sibling.run)]),
  );
  const ended = watch(app.exit);
  worker.fail();
  assert.equal((await app.exit).type, "gave-up");
  assert.equal(ended.state, "done");
  assert.equal(sibling.ctx.signal.aborted, true);
  assert.throws(() => app.whichChildren(), { code: "NOT_RUNNING" });
});
