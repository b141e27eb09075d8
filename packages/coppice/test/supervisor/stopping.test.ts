import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, service, type StopReport, supervisor, task, type TaskOptions } from "coppice";
import { grow, watch } from "../support/grown-tree.ts";
import { idle, Puppet } from "../support/puppet.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

/** How each child went down, by path. */
function exitsOf(report: StopReport | undefined): Readonly<Record<string, string>> {
  const lines = ({ path, exit, children = [] }: StopReport): readonly [string, string][] => [
    [path, exit?.type ?? "none"],
    ...children.flatMap(lines),
  ];
  return Object.fromEntries(report === undefined ? [] : lines(report));
}

test("children are stopped in reverse order, each asked once the one after it is down", async () => {
  const slow = (id: string) =>
    task(id, async (ctx) => {
      await idle(ctx);
      await new Promise<void>((resolve) => void runtime.after(1_000, resolve));
    });
  const { app, runtime, events } = await grow(supervisor("root", {}, [slow("a"), slow("b"), slow("c")]));
  const stopping = watch(app.stop());
  await runtime.advance("3s");
  const steps = events
    .filter(({ type }) => type === "child.stopping" || type === "child.exited")
    .map(({ at, path, type }) => `${at} ${path} ${type}`);
  assert.deepEqual(steps, [
    "0 root/c child.stopping",
    "1000 root/c child.exited",
    "1000 root/b child.stopping",
    "2000 root/b child.exited",
    "2000 root/a child.stopping",
    "3000 root/a child.exited",
  ]);
  assert.deepEqual(
    stopping.value?.children?.map(({ took }) => took),
    [1_000, 1_000, 1_000],
  );
});

test("instances of a dynamic supervisor are all asked together", async () => {
  const { app, runtime } = await grow(
    supervisor("root", {}, [dynamicSupervisor("jobs", { template: task("job", hangs, { shutdown: "2s" }) })]),
  );
  for (let count = 0; count < 10; count += 1) await app.child("jobs").startChild();
  const stopping = watch(app.stop());
  await runtime.advance("2s");
  assert.equal(stopping.state, "done");
  assert.equal(stopping.value?.took, 2_000);
});

test("a child has five seconds to stop unless it, or its supervisor's defaults, say otherwise", async () => {
  for (const [own, defaults, time] of [
    [{}, {}, 5_000],
    [{}, { shutdown: "2s" }, 2_000],
    [{ shutdown: "1s" }, { shutdown: "2s" }, 1_000],
  ] as const) {
    const { app, runtime } = await grow(supervisor("root", { defaults }, [task("deaf", hangs, own)]));
    const stopping = watch(app.stop());
    await runtime.advance(time - 1);
    assert.equal(stopping.state, "open");
    await runtime.advance(1);
    assert.equal(stopping.state, "done");
  }
});

test("a supervisor has as long to stop as those below it need", async () => {
  const { app, runtime } = await grow(
    supervisor("root", { defaults: { shutdown: "1s" } }, [
      supervisor("web", {}, [task("a", hangs, { shutdown: "4s" }), task("b", hangs, { shutdown: "4s" })]),
    ]),
  );
  const stopping = watch(app.stop());
  await runtime.advance("8s");
  assert.deepEqual(exitsOf(stopping.value), {
    root: "shutdown",
    "root/web": "shutdown",
    "root/web/a": "killed",
    "root/web/b": "killed",
  });
});

test("a supervisor whose own time to stop is over is killed with all below it", async () => {
  const { app, runtime } = await grow(
    supervisor("root", {}, [supervisor("web", { shutdown: "1s" }, [task("a", hangs, { shutdown: Infinity }), task("b", idle)])]),
  );
  const stopping = watch(app.stop());
  await runtime.advance("1s");
  assert.deepEqual(exitsOf(stopping.value), {
    root: "shutdown",
    "root/web": "killed",
    "root/web/a": "killed",
    "root/web/b": "shutdown",
  });
  assert.equal(app.leaked, 1);
});

test("a brutal supervisor is not asked: all below it are killed at once", async () => {
  const { app, runtime } = await grow(
    supervisor("root", {}, [supervisor("web", { shutdown: "brutal" }, [task("a", idle), task("b", idle)])]),
  );
  const report = await app.stop();
  assert.equal(runtime.now(), 0);
  assert.deepEqual(exitsOf(report), { root: "shutdown", "root/web": "killed", "root/web/a": "killed", "root/web/b": "killed" });
});

/** How a child is brought into a state that a stop then finds it in. */
const WORKER: Readonly<Record<string, TaskOptions>> = {
  restarting: { backoff: { first: "1h" } },
  quarantined: { budget: { restarts: 0, within: "1h" }, onExhausted: "quarantine", coolDown: "1h" },
};

for (const [state, options] of Object.entries(WORKER)) {
  test(`a stop finds a child ${state}: it is not waited for, and never begins again`, async () => {
    const worker = new Puppet();
    const { app, runtime } = await grow(
      supervisor("root", { strategy: "one-for-all" }, [task("worker", worker.run, options), task("idle", idle)]),
    );
    worker.fail();
    await runtime.settle();
    assert.equal(app.whichChild("worker").state, state);
    const report = await app.stop();
    assert.deepEqual(exitsOf(report), { root: "shutdown", "root/worker": "failed", "root/idle": "shutdown" });
    assert.equal(runtime.pending, 0, "no timer is left");
    await runtime.advance("2h");
    assert.equal(worker.count, 1);
  });
}

test("a stop while a round brings siblings back ends them, and those whose turn has not come never begin", async () => {
  const [a, c] = [new Puppet(), new Puppet()];
  let starts = 0;
  const slow = service("slow", () => ({
    start: async () => {
      starts += 1;
      if (starts > 1) await hangs();
    },
    stop: () => undefined,
  }));
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all" }, [task("a", a.run), slow, task("c", c.run)]),
  );
  a.fail();
  await runtime.settle();
  assert.deepEqual([a.count, starts, c.count], [2, 2, 1]);
  const stopping = watch(app.stop());
  await runtime.advance("5s");
  assert.equal(stopping.state, "done");
  assert.deepEqual([a.count, starts, c.count], [2, 2, 1]);
});

test("a child that fails, or ends well, while others are being stopped keeps its own exit and is not restarted", async () => {
  const [failing, ending, last] = [new Puppet(), new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", {}, [task("failing", failing.run), task("ending", ending.run), task("last", last.run)]),
  );
  last.deaf = true;
  const stopping = watch(app.stop());
  await runtime.settle();
  failing.fail();
  ending.end();
  await runtime.settle();
  assert.equal(stopping.state, "open");
  last.end();
  await runtime.settle();
  assert.deepEqual(exitsOf(stopping.value), {
    root: "shutdown",
    "root/failing": "failed",
    "root/ending": "normal",
    "root/last": "shutdown",
  });
  assert.deepEqual([failing.count, ending.count], [1, 1]);
});

test("the first cause of a stop wins: asked to stop while it gives up, a supervisor still exits gave-up", async () => {
  const [worker, slow] = [new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", { intensity: { restarts: 0, within: "1s" } }, [task("slow", slow.run), task("worker", worker.run)]),
  );
  slow.deaf = true;
  worker.fail();
  await runtime.settle();
  const stopping = watch(app.stop());
  await runtime.settle();
  slow.end();
  await runtime.settle();
  assert.equal(stopping.value?.exit?.type, "gave-up");
});

test("a child that ignores its signal is killed in its time, counted as leaked, and so reported", async () => {
  const { app, runtime, told } = await grow(
    supervisor("root", {}, [task("deaf", hangs, { shutdown: "3s" }), task("idle", idle)]),
  );
  const stopping = watch(app.stop());
  await runtime.advance("3s");
  assert.deepEqual(stopping.value?.children, [
    {
      id: "deaf",
      path: "root/deaf",
      exit: { type: "killed", by: "shutdown-timeout", leaked: true },
      took: 3_000,
      killed: true,
      leaked: true,
    },
    { id: "idle", path: "root/idle", exit: { type: "shutdown" }, took: 0 },
  ]);
  assert.equal(app.leaked, 1);
  assert.deepEqual(told("child.abandoned"), ["root/deaf"]);
});

test("a child that ignores its signal is killed in a round too, and its siblings come back", async () => {
  const worker = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all" }, [task("worker", worker.run), task("deaf", hangs, { shutdown: "2s" })]),
  );
  worker.fail();
  await runtime.advance("1999ms");
  assert.equal(worker.count, 1);
  await runtime.advance("1ms");
  assert.deepEqual([worker.count, app.whichChild("deaf").incarnation, app.leaked], [2, 2, 1]);
  const stopping = app.stop();
  await runtime.advance("2s");
  await stopping;
});
