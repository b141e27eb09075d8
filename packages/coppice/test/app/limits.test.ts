import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, dynamicSupervisor, start, supervisor, task, type TreeLimits } from "coppice";
import { outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

function idle(id: string): ReturnType<typeof task> {
  return task(
    id,
    ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
}

test("limits.children bounds the tree on all levels, supervisors included; the stopped do not count", async () => {
  const { app } = await grow(supervisor("root", [supervisor("inner", [idle("a")]), dynamicSupervisor("many")]), {
    limits: { children: 4 },
  });
  await app.child("many").startChild(idle("b"));
  await assert.rejects(app.startChild(idle("c")), { code: "MAX_CHILDREN", message: /the tree may have 4 children.*root\/c/ });
  await assert.rejects(app.child("inner").startChild(idle("c")), { code: "MAX_CHILDREN" });
  await app.child("inner").stopChild("a");
  await app.startChild(idle("c"));
  await assert.rejects(app.child("inner").restartChild("a"), { code: "MAX_CHILDREN" });
  await app.child("many").stopChild("b");
  await app.child("inner").restartChild("a");
});

test("children that wait for their restart count, and come back", async () => {
  const failing = task("failing", ({ sleep }) => sleep("1s").then(() => Promise.reject(new Error("broken"))), {
    backoff: { first: "10s", jitter: 0 },
  });
  const { app, runtime } = await grow(supervisor("root", [failing]), { limits: { children: 1 } });
  await runtime.advance("1s");
  assert.equal(await outcome(app.startChild(idle("other"))), "MAX_CHILDREN");
  await runtime.advance("10s");
  assert.equal(app.whichChild("failing").state, "running");
});

test("those that are gone do not count: however they went, there is room for as many again", async () => {
  const { app, runtime } = await grow(supervisor("root"), { limits: { children: 3 } });
  const fails = task("fails", () => Promise.reject(new Error("no")), { onStartFailure: "policy", restart: "temporary" });
  for (let round = 0; round < 5; round += 1) {
    await outcome(app.startChild(fails));
    await outcome(app.startChild(task("ends", async () => undefined, { restart: "temporary" })));
    await outcome(app.startChild(task("stays", hangs, { shutdown: "brutal", restart: "temporary" })));
    await app.startChild(supervisor("group", [idle("a")])).catch(() => undefined);
    await runtime.settle();
    await app.stopChild("stays");
    await app.stopChild("group").catch(() => undefined);
    await app.deleteChild("group").catch(() => undefined);
  }
  for (const id of ["a", "b", "c"]) await app.startChild(idle(id));
  assert.equal(await outcome(app.startChild(idle("d"))), "MAX_CHILDREN");
});

test("a supervisor that is added with more children than there is room for does not start", async () => {
  const { app } = await grow(supervisor("root", [idle("a")]), { limits: { children: 3 } });
  const error = await app.startChild(supervisor("big", [idle("b"), idle("c")])).catch((caught: unknown) => caught);
  assert.match(String(error), /START_FAILED|root\/big did not start.*the tree may have 3 children/);
  await app.startChild(supervisor("small", [idle("b")]));
});

test("a tree whose spec holds more than its limit is refused before anything starts", async () => {
  let started = false;
  const starts = task("starts", async () => {
    started = true;
    await hangs();
  });
  const starting = start(supervisor("root", [starts, supervisor("inner", [idle("b")])]), { limits: { children: 2 } });
  await assert.rejects(starting, {
    code: "MAX_CHILDREN",
    message: /root has 3 children, on all levels, and limits\.children allows 2/,
  });
  assert.equal(started, false);
});

test("the children of actors count", async () => {
  const nest = actor("nest", (ctx) => ({
    receive: { hatch: async ({ id }: { id: string }) => void (await ctx.spawn(idle(id))) },
  }));
  const { app } = await grow(supervisor("root", [nest]), { limits: { children: 2 } });
  await app.ref(nest).ask({ type: "hatch", id: "a" });
  const error = (await app
    .ref(nest)
    .ask({ type: "hatch", id: "b" })
    .catch((caught: unknown) => caught)) as Error;
  assert.equal((error.cause as { code?: string }).code, "MAX_CHILDREN");
});

test("limits.mailbox holds for actors that have none of their own, option by option", async () => {
  const plain = actor("plain", { receive: {} });
  const own = actor("own", { receive: {} }, { mailbox: { capacity: 5 } });
  const { app } = await grow(supervisor("root", [plain, own]), {
    limits: { mailbox: { capacity: 2, overflow: "block", ttl: "1s" } },
  });
  const settings = [plain, own].map((spec) => {
    const { capacity, overflow, ttl } = app.ref(spec).mailbox();
    return [capacity, overflow, ttl];
  });
  assert.deepEqual(settings, [
    [2, "block", 1_000],
    [5, "block", 1_000],
  ]);
});

test("limits.askTimeout holds for asks that do not say", async () => {
  const deaf = actor("deaf", { receive: { wait: hangs } }, { shutdown: "brutal" });
  const { app, runtime } = await grow(supervisor("root", [deaf]), { limits: { askTimeout: "1s" } });
  const [short, long] = [
    watch(app.ref(deaf).ask({ type: "wait" })),
    watch(app.ref(deaf).ask({ type: "wait" }, { timeout: "2s" })),
  ];
  await runtime.advance("1s");
  assert.deepEqual([(short.error as { code: string }).code, long.state], ["ASK_TIMEOUT", "open"]);
  await runtime.advance("1s");
  assert.equal(long.state, "failed");
});

test("limits.startTimeout and limits.shutdown hold on all levels, where neither child nor supervisor say", async () => {
  const deaf = supervisor("inner", [task("deaf", hangs)]);
  const soft = supervisor("soft", { defaults: { shutdown: "3s" } }, [task("deaf", hangs)]);
  const { app, runtime } = await grow(supervisor("root", [deaf, soft]), { limits: { startTimeout: "1s", shutdown: "2s" } });
  const starting = watch(app.child("inner").startChild(task("slow", hangs, { ready: "signal", shutdown: "brutal" })));
  await runtime.advance("1s");
  assert.equal((starting.error as { code: string }).code, "START_FAILED");
  const stopping = watch(app.stop());
  await runtime.advance("5s");
  assert.deepEqual(
    stopping.value?.children?.map(({ children }) => children?.map(({ took }) => took)),
    [[2_000], [3_000]],
  );
});

test("limits are checked before anything starts", async () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [{ children: 0 }, "BAD_OPTION"],
    [{ children: -1 }, "BAD_OPTION"],
    [{ childs: 1 }, "BAD_OPTION"],
    [{ mailbox: { capacity: 0 } }, "BAD_OPTION"],
    [{ mailbox: { ttl: "soon" } }, "BAD_DURATION"],
    [{ askTimeout: -1 }, "BAD_DURATION"],
    [{ shutdown: "soft" }, "BAD_DURATION"],
    [1, "BAD_OPTION"],
  ];
  for (const [limits, code] of wrong) {
    await assert.rejects(start(supervisor("root"), { limits: limits as TreeLimits }), {
      code,
      message: /^start\(spec, options\): limits/,
    });
  }
});
