import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type ActorOptions, type ActorContext, printTree, service, type Spec, supervisor, task } from "coppice";
import { outcome } from "../support/actors.ts";
import { type GrownTree, grow, watch } from "../support/grown-tree.ts";

const worker = actor("worker", (ctx) => ({
  receive: {
    who: () => `${ctx.path} ${ctx.incarnation}`,
    fail: () => {
      throw new Error("broken");
    },
  },
}));

/** A tree with an actor `desk` that hands its context out and notes its end. */
async function grownDesk(
  options?: ActorOptions,
  log: string[] = [],
): Promise<GrownTree & { readonly ctx: () => ActorContext; readonly log: string[] }> {
  const contexts: ActorContext[] = [];
  const desk = actor(
    "desk",
    (ctx) => ({
      started: () => void contexts.push(ctx),
      stopped: () => void log.push("desk"),
      receive: {
        fail: () => {
          throw new Error("broken");
        },
      },
    }),
    options,
  );
  const tree = await grow(supervisor("root", [desk]));
  return { ...tree, log, ctx: () => contexts.at(-1) as ActorContext };
}

function leaves(id: string, log: string[]): Spec {
  return service(id, () => ({ start: () => undefined, stop: () => void log.push(id) }));
}

test("a spawned child stands below its actor: by path, in the tree, in listings; and answers", async () => {
  const { app, ctx } = await grownDesk();
  const ref = await ctx().spawn(worker);
  assert.equal(await ref.ask({ type: "who" }), "root/desk/worker 1");
  assert.equal(await app.refAt("root/desk/worker").ask({ type: "who" }), "root/desk/worker 1");
  assert.equal(await ctx().ref(worker).ask({ type: "who" }), "root/desk/worker 1");
  assert.equal(ctx().use(worker).path, "root/desk/worker");
  assert.equal(
    printTree(app),
    ["root          supervisor  running", "└─ desk       actor       running", "   └─ worker  actor       running"].join("\n"),
  );
  const below = app.lookup("desk");
  assert.deepEqual("whichChildren" in below && below.whichChildren().map(({ path }) => path), ["root/desk/worker"]);
  assert.equal(app.lookup("desk/worker").info().state, "running");
});

test("spawn resolves when the child is ready, with what ctx.use answers for it", async () => {
  const { ctx, runtime } = await grownDesk();
  const slow = service("slow", ({ sleep }) => ({ hello: "world", start: async () => await sleep("1s"), stop: () => undefined }));
  const spawning = watch(ctx().spawn(slow));
  await runtime.advance("999ms");
  assert.equal(spawning.state, "open");
  await runtime.advance("1ms");
  assert.equal(spawning.value?.hello, "world");
});

test("a child that fails is restarted by its own policy, and its actor lives on", async () => {
  const { app, ctx, runtime } = await grownDesk();
  const ref = await ctx().spawn(worker);
  ref.tell({ type: "fail" });
  await runtime.settle();
  assert.equal(await ref.ask({ type: "who" }), "root/desk/worker 2");
  assert.equal(app.whichChild("desk").incarnation, 1);
});

test("a child that fails too often fails its actor, whose next incarnation begins without children", async () => {
  const { app, ctx, events, runtime } = await grownDesk({ children: { intensity: { restarts: 1, within: "1h" } } });
  const ref = await ctx().spawn(worker);
  ref.tell({ type: "fail" });
  ref.tell({ type: "fail" });
  await runtime.settle();
  const { incarnation, exit } = app.whichChild("desk");
  assert.deepEqual([incarnation, exit?.type], [2, "gave-up"]);
  assert.equal(await outcome(ref.ask({ type: "who" })), "NOT_FOUND");
  assert.ok(events.some(({ type, path }) => type === "supervisor.gave-up" && path === "root/desk"));
  await ctx().spawn(worker);
  assert.equal(await ref.ask({ type: "who" }), "root/desk/worker 1");
});

test("its children end before its stopped hook, and the stop report names them", async () => {
  const { app, ctx, log } = await grownDesk();
  await ctx().spawn(leaves("a", log));
  await ctx().spawn(leaves("b", log));
  const report = await app.stop();
  assert.deepEqual(log.toSorted(), ["a", "b", "desk"]);
  assert.equal(log.at(-1), "desk");
  assert.deepEqual(
    report.children?.[0]?.children?.map(({ path, exit }) => [path, exit?.type]),
    [
      ["root/desk/a", "shutdown"],
      ["root/desk/b", "shutdown"],
    ],
  );
});

test("its own failure takes its children along, and they are gone before it comes back", async () => {
  const { app, ctx, log, runtime } = await grownDesk();
  await ctx().spawn(leaves("a", log));
  app.refAt("root/desk").tell({ type: "fail" });
  await runtime.settle();
  assert.deepEqual(log, ["a", "desk"]);
  assert.deepEqual([app.whichChild("desk").incarnation, app.snapshot().children?.[0]?.children], [2, undefined]);
});

test("a start that fails after it spawned takes the child down, too", async () => {
  const log: string[] = [];
  const torn = actor("torn", {
    started: async (ctx) => {
      await ctx.spawn(leaves("a", log));
      throw new Error("after all");
    },
    receive: {},
  });
  const { app } = await grow(supervisor("root"));
  assert.equal(await outcome(app.startChild(torn)), "START_FAILED");
  assert.deepEqual(log, ["a"]);
});

test("an actor that does not stop in time is left behind, with its children; nothing of them is left in the tree", async () => {
  const { app, ctx, runtime } = await grownDesk({ shutdown: "1s" });
  await ctx().spawn(task("deaf", () => new Promise(() => undefined), { shutdown: "1h" }));
  const stopping = watch(app.stopChild("desk"));
  await runtime.advance("999ms");
  assert.equal(stopping.state, "open");
  await runtime.advance("1ms");
  assert.deepEqual([stopping.state, app.leaked], ["done", 2]);
  assert.equal(runtime.pending, 0);
});

test("an id that is taken is refused; it is free again when its child has ended, or was stopped", async () => {
  const { app, ctx, runtime } = await grownDesk();
  await ctx().spawn(worker);
  assert.equal(await outcome(ctx().spawn(worker)), "ALREADY_STARTED");
  await ctx().stopChild("worker");
  assert.equal(await outcome(ctx().stopChild("worker")), "NOT_FOUND");
  await ctx().spawn(worker);
  await ctx().spawn(task("once", async () => undefined, { restart: "temporary" }));
  await runtime.settle();
  assert.deepEqual(
    app.snapshot().children?.[0]?.children?.map(({ id }) => id),
    ["worker"],
  );
});

test("spawn refuses what is no spec, what is significant, more than maxChildren, and an actor at its end", async () => {
  const { app, ctx } = await grownDesk({ children: { maxChildren: 1 } });
  for (const none of [undefined, {}, "worker", { id: "a" }]) assert.equal(await outcome(ctx().spawn(none as never)), "BAD_SPEC");
  const ended = task("t", async () => undefined, { restart: "transient", significant: true });
  assert.equal(await outcome(ctx().spawn(ended)), "BAD_COMBINATION");
  assert.equal(await outcome(ctx().stopChild("worker")), "NOT_FOUND");
  await ctx().spawn(worker);
  assert.equal(await outcome(ctx().spawn(leaves("second", []))), "MAX_CHILDREN");
  const failed = task("failed", () => Promise.reject(new Error("no")));
  await ctx().stopChild("worker");
  const last = ctx();
  await app.stopChild("desk");
  assert.equal(await outcome(last.spawn(failed)), "STALE_INCARNATION");
});

test("an actor spawns no more once its end has begun", async () => {
  const late: Promise<unknown>[] = [];
  const desk = actor("desk", (ctx) => ({ receive: {}, stopped: async () => void late.push(outcome(ctx.spawn(worker))) }));
  const { app } = await grow(supervisor("root", [desk]));
  await app.stop();
  assert.deepEqual(await Promise.all(late), ["NOT_RUNNING"]);
});

test("what a child does is charged to the child, not to the actor that spawned it", async () => {
  const { app, ctx, events, runtime } = await grownDesk();
  const inside = task("loose", ({ sleep, bind }) => sleep("1s").then(bind(() => Promise.reject(new Error("mine")))), {
    restart: "temporary",
  });
  await ctx().spawn(inside);
  await runtime.advance("1s");
  assert.ok(
    events.some((event) => event.type === "child.exited" && event.path === "root/desk/loose" && event.exit.type === "failed"),
  );
  assert.equal(app.whichChild("desk").incarnation, 1);
});

test("grandchildren: actors below actors go down from the leaves up", async () => {
  const log: string[] = [];
  const inner = actor("inner", (ctx) => ({
    started: async () => void (await ctx.spawn(leaves("leaf", log))),
    stopped: () => void log.push("inner"),
    receive: {},
  }));
  const { app, ctx } = await grownDesk(undefined, log);
  await ctx().spawn(inner);
  assert.equal(app.lookup("desk/inner/leaf").info().state, "running");
  await app.stop();
  assert.deepEqual(log, ["leaf", "inner", "desk"]);
});
