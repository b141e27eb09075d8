import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, dynamicSupervisor, supervisor, task } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

test("airssys A14 · a spawn timeout for all children of a supervisor is enforced", async () => {
  const { app, runtime } = await grow(supervisor("root", { defaults: { startTimeout: "2s", shutdown: "brutal" } }));
  const starting = watch(app.startChild(task("slow", hangs, { ready: "signal" })));
  await runtime.advance("1999ms");
  assert.equal(starting.state, "open");
  await runtime.advance("1ms");
  assert.equal((starting.error as { code?: string }).code, "START_FAILED");
  await app.stop();
});

test("airssys A14 · a shutdown timeout for all children of a supervisor is enforced", async () => {
  const { app, runtime } = await grow(supervisor("root", { defaults: { shutdown: "2s" } }, [task("a", hangs), task("b", hangs)]));
  const stopping = watch(app.stop());
  await runtime.advance("3999ms");
  assert.equal(stopping.state, "open", "they stop one after another, two seconds each");
  await runtime.advance("1ms");
  assert.deepEqual(
    stopping.value?.children?.map(({ took, killed }) => [took, killed]),
    [
      [2_000, true],
      [2_000, true],
    ],
  );
});

test("airssys A14 · a supervisor has no more children than maxChildren", async () => {
  const { app } = await grow(
    supervisor("root", {}, [dynamicSupervisor("jobs", { maxChildren: 2, template: task("job", idle) })]),
  );
  const jobs = app.child("jobs");
  await jobs.startChild();
  await jobs.startChild();
  await assert.rejects(jobs.startChild(), { code: "MAX_CHILDREN", kind: "retryable", message: /root\/jobs has 2 children/ });
  assert.equal(jobs.countChildren().specs, 2);
  await app.stop();
});

test("airssys A14 · children that are gone do not count, and those that wait for their restart do", async () => {
  const jobs = new Map<string, Puppet>();
  const template = task(
    "job",
    (ctx) => {
      const job = jobs.get(ctx.id) ?? new Puppet();
      jobs.set(ctx.id, job);
      return job.run(ctx);
    },
    { restart: "transient", backoff: { first: "10s" } },
  );
  const { app, runtime } = await grow(supervisor("root", {}, [dynamicSupervisor("jobs", { maxChildren: 1, template })]));
  const handle = app.child("jobs");
  await handle.startChild(undefined, { id: "first" });
  jobs.get("first")?.fail();
  await runtime.settle();
  assert.equal(handle.whichChild("first").state, "restarting");
  await assert.rejects(handle.startChild(undefined, { id: "second" }), { code: "MAX_CHILDREN" });
  await runtime.advance("10s");
  jobs.get("first")?.end();
  await runtime.settle();
  await handle.startChild(undefined, { id: "second" });
  assert.deepEqual(
    handle.whichChildren().map(({ id }) => id),
    ["second"],
  );
  await app.stop();
});

test("airssys A14 · limits of the whole tree: its children, its mailboxes, its asks, its starts and stops", async () => {
  const deaf = actor("deaf", { receive: { wait: hangs } }, { shutdown: "brutal" });
  const { app, runtime } = await grow(supervisor("root", [deaf]), {
    limits: { children: 2, mailbox: { capacity: 7 }, askTimeout: "1s", startTimeout: "2s", shutdown: "3s" },
  });
  assert.equal(app.ref(deaf).mailbox().capacity, 7);
  const asking = watch(app.ref(deaf).ask({ type: "wait" }));
  await runtime.advance("1s");
  assert.equal((asking.error as { code?: string }).code, "ASK_TIMEOUT");
  await app.startChild(task("stubborn", hangs, { restart: "temporary" }));
  await assert.rejects(app.startChild(task("more", idle)), { code: "MAX_CHILDREN" });
  const stopping = watch(app.stopChild("stubborn"));
  await runtime.advance("3s");
  assert.equal(stopping.state, "done");
  const starting = watch(app.startChild(task("slow", hangs, { ready: "signal", shutdown: "brutal" })));
  await runtime.advance("2s");
  assert.equal((starting.error as { code?: string }).code, "START_FAILED");
});
