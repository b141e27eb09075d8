import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type ActorContext, supervisor } from "coppice";
import { grownGate, outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

test("killed in the middle of a message: its ask learns the exit, the next incarnation goes on, the late answer reaches nobody", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ shutdown: "1s" });
  const atHand = watch(ref.ask({ type: "wait" }, { timeout: Infinity }));
  await runtime.settle();
  const stopping = app.stopChild("gate");
  await runtime.advance("1s");
  await stopping;
  assert.equal((atHand.error as { code: string }).code, "ACTOR_FAILED");
  await app.restartChild("gate");
  ref.tell({ type: "note", what: "next" });
  held[0]?.resolve("too late");
  await runtime.settle();
  assert.deepEqual(noted, ["next"]);
  assert.deepEqual(app.deadLetters, { failed: 1 });
});

test("brutal: what it had put aside comes back to the next incarnation, its timers are off", async () => {
  const noted: unknown[] = [];
  const once = actor(
    "once",
    (ctx) => ({
      receive: {
        keep: () => {
          if (ctx.incarnation === 1) {
            ctx.every("1s", { type: "tick" });
            ctx.stash();
          } else noted.push("kept");
        },
        tick: () => void noted.push(`tick ${ctx.incarnation}`),
        fail: () => {
          throw new Error("broken");
        },
      },
    }),
    { shutdown: "brutal" },
  );
  const { app, runtime } = await grow(supervisor("root", [once]));
  const ref = app.ref(once);
  ref.tell({ type: "keep" });
  await runtime.advance("1s");
  ref.tell({ type: "fail" });
  await runtime.advance("10s");
  assert.deepEqual(noted, ["tick 1", "kept"]);
  assert.equal(runtime.pending, 0);
});

test("an abandoned incarnation: its context refuses, its asks are stale, and it does not touch the mailbox", async () => {
  const contexts: ActorContext[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const tried: unknown[] = [];
  const stale = actor(
    "stale",
    (ctx) => ({
      receive: {
        hang: async () => {
          contexts.push(ctx);
          await promise;
          for (const member of ["reply", "later", "stash", "unstash"] as const) {
            try {
              ctx[member](undefined);
            } catch (error) {
              tried.push((error as { code?: unknown }).code);
            }
          }
          tried.push(await outcome(ctx.self.ask({ type: "echo" })));
          return "late";
        },
        echo: () => ctx.incarnation,
      },
    }),
    { shutdown: "1s" },
  );
  const { app, runtime } = await grow(supervisor("root", [stale]));
  const ref = app.ref(stale);
  const asked = outcome(ref.ask({ type: "hang" }));
  await runtime.settle();
  const stopping = app.stopChild("stale");
  await runtime.advance("1s");
  await stopping;
  await app.restartChild("stale");
  resolve();
  await runtime.settle();
  assert.deepEqual(tried, Array(5).fill("STALE_INCARNATION"));
  assert.equal(await asked, "ACTOR_FAILED");
  assert.deepEqual(await outcome(ref.ask({ type: "echo" })), { value: 2 });
  const [ctx] = contexts;
  assert.throws(() => ctx?.become({ receive: {} }), { code: "STALE_INCARNATION" });
  assert.throws(() => ctx?.after("1s", { type: "echo" }), { code: "STALE_INCARNATION" });
  assert.throws(() => ctx?.ref("root/stale"), { code: "STALE_INCARNATION" });
});

test("a start that ends too late does not take over the mailbox", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = actor(
    "slow",
    (ctx) => ({
      started: async () => {
        if (ctx.incarnation === 1) await promise;
      },
      receive: { which: () => ctx.incarnation },
    }),
    { startTimeout: "1s", shutdown: "1s", onStartFailure: "policy" },
  );
  const { app, runtime } = await grow(supervisor("root"));
  const starting = outcome(app.startChild(slow));
  await runtime.advance("2s");
  resolve();
  await runtime.settle();
  await starting;
  assert.equal(await app.ref(slow).ask({ type: "which" }), 2);
});

test("a handler that fails after it was left behind is told, and changes nothing", async () => {
  const { app, ref, held, told, runtime } = await grownGate({ shutdown: "1s" });
  ref.tell({ type: "wait" });
  await runtime.settle();
  const stopping = app.stopChild("gate");
  await runtime.advance("1s");
  await stopping;
  held[0]?.reject(new Error("after all"));
  await runtime.settle();
  assert.deepEqual(told("child.failed-late"), ["root/gate"]);
});

test("whoever brings its own tree down in a handler is not cut off in it", async () => {
  const seen: string[] = [];
  const last = actor("last", (ctx) => ({
    stopped: () => void seen.push("stopped"),
    receive: {
      end: () => {
        ctx.shutdownTree();
        seen.push("handled");
        return "bye";
      },
    },
  }));
  const { app } = await grow(supervisor("root", [last]));
  assert.equal(await app.ref(last).ask({ type: "end" }), "bye");
  await app.exit;
  assert.deepEqual(seen, ["handled", "stopped"]);
});

test("a stop interrupts what sleeps in a handler: its ask learns NOT_RUNNING, and the exit is a shutdown", async () => {
  const sleeper = actor("sleeper", (ctx) => ({ receive: { sleep: async () => await ctx.sleep("1h") } }));
  const { app, runtime } = await grow(supervisor("root", [sleeper]));
  const asking = outcome(app.ref(sleeper).ask({ type: "sleep" }));
  await runtime.settle();
  assert.deepEqual(await app.stopChild("sleeper"), { type: "shutdown" });
  assert.equal(await asking, "NOT_RUNNING");
});

test("a handler that fails while the actor is asked to stop gives the exit", async () => {
  const { app, ref, held, runtime } = await grownGate();
  ref.tell({ type: "wait" });
  await runtime.settle();
  const stopping = app.stopChild("gate");
  await runtime.settle();
  held[0]?.reject(new Error("in the end"));
  assert.equal((await stopping)?.type, "failed");
});
