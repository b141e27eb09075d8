import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, dynamicSupervisor, supervisor, task } from "coppice";
import { gateActor, grownGate, outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

const PATIENT = { budget: false, backoff: { first: "10s", initial: "10s", jitter: 0 } } as const;
const QUARANTINED = { budget: { restarts: 0, within: "1h" }, onExhausted: "quarantine" } as const;

test("crash: the message that failed is dead and its ask learns the exit; the others wait for the next incarnation", async () => {
  const { ref, app, noted, runtime } = await grownGate(PATIENT);
  const failed = watch(ref.ask({ type: "fail" }));
  const next = watch(ref.ask({ type: "note", what: 1 }, { timeout: "1m" }));
  ref.tell({ type: "note", what: 2 });
  await runtime.settle();
  const error = failed.error as {
    readonly code: string;
    readonly details: { readonly exit: { readonly type: string } };
    cause: Error;
  };
  assert.deepEqual([error.code, error.details.exit.type, error.cause.message], ["ACTOR_FAILED", "failed", "broken"]);
  ref.tell({ type: "note", what: 3 });
  await runtime.advance("9999ms");
  assert.deepEqual(noted, [], "it is down");
  assert.deepEqual([ref.mailbox().open, ref.mailbox().waiting], [true, 3]);
  await runtime.advance("1ms");
  assert.deepEqual(noted, [1, 2, 3]);
  assert.equal(next.value, 1);
  assert.deepEqual(app.deadLetters, { failed: 1 });
});

test("stop: what waits is dead and its asks learn NOT_RUNNING; so do those who come later, until it is restarted", async () => {
  const { ref, app, noted, held, runtime } = await grownGate();
  const atHand = watch(ref.ask({ type: "wait" }));
  await runtime.settle();
  const waiting = outcome(ref.ask({ type: "note", what: 1 }));
  ref.tell({ type: "note", what: 2 });
  const stopping = app.stopChild("gate");
  await runtime.settle();
  assert.equal(atHand.state, "open", "the message at hand is handled to its end");
  held[0]?.resolve("done");
  await stopping;
  await runtime.settle();
  assert.equal(atHand.value, "done");
  assert.equal(await waiting, "NOT_RUNNING");
  ref.tell({ type: "note", what: 3 });
  assert.equal(await outcome(ref.ask({ type: "note", what: 4 })), "NOT_RUNNING");
  assert.equal(await outcome(ref.send({ type: "note", what: 5 })), "NOT_RUNNING");
  assert.deepEqual(app.deadLetters, { "not-running": 3 });
  await app.restartChild("gate");
  assert.deepEqual(await outcome(ref.ask({ type: "note", what: 6 })), { value: 6 });
  assert.deepEqual(noted, [6]);
});

test("stop: whoever waits for room learns NOT_RUNNING", async () => {
  const { ref, app, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "block" } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: 1 });
  const blocked = [outcome(ref.send({ type: "note", what: 2 })), outcome(ref.ask({ type: "note", what: 3 }))];
  const stopping = app.stopChild("gate");
  held[0]?.resolve(1);
  await stopping;
  assert.deepEqual(await Promise.all(blocked), ["NOT_RUNNING", "NOT_RUNNING"]);
});

test("quarantine: the mailbox is emptied and refuses; a revived actor takes messages again", async () => {
  const { ref, app, noted, runtime } = await grownGate(QUARANTINED);
  const failing = outcome(ref.ask({ type: "fail" }));
  const waiting = outcome(ref.ask({ type: "note", what: 1 }));
  await runtime.settle();
  assert.deepEqual([await failing, await waiting], ["ACTOR_FAILED", "NOT_RUNNING"]);
  ref.tell({ type: "note", what: 2 });
  assert.deepEqual(app.deadLetters, { failed: 1, "not-running": 2 });
  await app.reviveChild("gate");
  await runtime.settle();
  assert.deepEqual(await outcome(ref.ask({ type: "note", what: 3 })), { value: 3 });
  assert.deepEqual(noted, [3]);
});

test("forgotten: a temporary actor that failed is gone, with its mailbox, and its path leads to nobody", async () => {
  const { ref, app, runtime } = await grownGate({ restart: "temporary" });
  const failing = outcome(ref.ask({ type: "fail" }));
  const waiting = outcome(ref.ask({ type: "note", what: 1 }));
  await runtime.settle();
  assert.deepEqual([await failing, await waiting], ["ACTOR_FAILED", "NOT_RUNNING"]);
  ref.tell({ type: "note", what: 2 });
  assert.equal(await outcome(ref.ask({ type: "note", what: 3 })), "NOT_FOUND");
  assert.equal(await outcome(ref.send({ type: "note", what: 3 })), "NOT_FOUND");
  assert.deepEqual(app.deadLetters, { failed: 1, "not-running": 1, "no-actor": 1 });
  assert.throws(() => ref.mailbox(), { code: "NOT_FOUND" });
});

test("its supervisor gave up: asks learn NOT_RUNNING, and the ref finds the new mailbox once the supervisor is back", async () => {
  const gate = gateActor();
  const failing = task("failing", (ctx) => ctx.sleep("1s").then(() => Promise.reject(new Error("broken"))));
  const inner = supervisor("inner", { intensity: { restarts: 0, within: "1s" }, backoff: { first: "5s", jitter: 0 } }, [
    gate.spec,
    failing,
  ]);
  const { app, runtime } = await grow(supervisor("root", [inner]));
  const ref = app.ref(gate.spec);
  assert.deepEqual(await outcome(ref.ask({ type: "note", what: 1 })), { value: 1 });
  ref.tell({ type: "wait" });
  await runtime.settle();
  const waiting = outcome(ref.ask({ type: "note", what: 2 }, { timeout: "1m" }));
  await runtime.advance("1s");
  gate.held[0]?.resolve(1);
  await runtime.settle();
  assert.equal(await waiting, "NOT_RUNNING");
  assert.equal(await outcome(ref.ask({ type: "note", what: 3 })), "NOT_RUNNING");
  await runtime.advance("5s");
  assert.deepEqual(await outcome(ref.ask({ type: "note", what: 4 })), { value: 4 });
  assert.deepEqual(gate.noted, [1, 4]);
});

test("a sibling's failure under one-for-all keeps what waits", async () => {
  const gate = gateActor();
  const failing = task("failing", (ctx) => ctx.sleep("1s").then(() => Promise.reject(new Error("broken"))));
  const { app, runtime } = await grow(supervisor("root", { strategy: "one-for-all" }, [gate.spec, failing]));
  const ref = app.ref(gate.spec);
  ref.tell({ type: "wait" });
  await runtime.settle();
  const waiting = outcome(ref.ask({ type: "note", what: 1 }));
  await runtime.advance("1s");
  gate.held[0]?.resolve(1);
  await runtime.settle();
  assert.equal(app.whichChild("gate").incarnation, 2);
  assert.deepEqual(await waiting, { value: 1 });
  assert.deepEqual(app.deadLetters, {});
});

test("the tree has stopped: every ask learns NOT_RUNNING, every tell is a dead letter", async () => {
  const { ref, app } = await grownGate();
  await app.stop();
  ref.tell({ type: "note", what: 1 });
  assert.equal(await outcome(ref.ask({ type: "note", what: 2 })), "NOT_RUNNING");
  assert.deepEqual(app.deadLetters, { "not-running": 1 });
  assert.throws(() => app.refAt("root/gate"), { code: "NOT_RUNNING" });
});

test("messages that come before the actor is ready wait for it", async () => {
  const noted: unknown[] = [];
  const slow = actor("slow", (ctx) => ({
    started: async () => await ctx.sleep("2s"),
    receive: { note: ({ what }: { what: unknown }) => void noted.push(what) },
  }));
  const { app, runtime } = await grow(supervisor("root", [dynamicSupervisor("some")]));
  const starting = app.startChild(slow);
  const ref = app.ref(slow);
  ref.tell({ type: "note", what: 1 });
  await runtime.advance("1999ms");
  assert.deepEqual(noted, []);
  await runtime.advance("1ms");
  await starting;
  assert.deepEqual(noted, [1]);
});

test("an actor whose start fails: what waited for it is dead", async () => {
  const never = actor("never", (ctx) => ({
    started: async () => {
      await ctx.sleep("2s");
      throw new Error("no");
    },
    receive: { note: () => 1 },
  }));
  const { app, runtime } = await grow(supervisor("root"));
  const starting = outcome(app.startChild(never));
  const asking = outcome(app.ref(never).ask({ type: "note" }));
  await runtime.advance("2s");
  assert.deepEqual([await starting, await asking], ["START_FAILED", "NOT_RUNNING"]);
});

test("instances of a dynamic supervisor are actors of their own", async () => {
  const room = (name: string) => actor("room", { receive: { name: () => name } });
  const rooms = dynamicSupervisor("rooms", { template: room });
  const { app } = await grow(supervisor("root", [rooms]));
  await app.child("rooms").startChild("red", { id: "red" });
  await app.child("rooms").startChild("blue", { id: "blue" });
  assert.equal(await app.ref("root/rooms/red").ask({ type: "name" }), "red");
  assert.equal(await app.ref("root/rooms/blue").ask({ type: "name" }), "blue");
});
