import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type OnError, resume, supervisor, suspend } from "coppice";
import { grownGate, outcome } from "../../support/actors.ts";
import { grow } from "../../support/grown-tree.ts";

test("airssys A9 · an actor has a hook before its first message and one after its last", async () => {
  const seen: string[] = [];
  const hooked = actor("hooked", {
    started: () => void seen.push("started"),
    stopped: () => void seen.push("stopped"),
    receive: { note: () => void seen.push("note") },
  });
  const { app } = await grow(supervisor("root", [hooked]));
  await app.ref(hooked).ask({ type: "note" });
  await app.stop();
  assert.deepEqual(seen, ["started", "note", "stopped"]);
});

async function deciding(decision: unknown): Promise<{ readonly state: string; readonly life: number; readonly count: unknown }> {
  const one = actor("one", () => {
    let count = 0;
    return {
      receive: {
        add: () => (count += 1),
        fail: () => {
          throw new Error("broken");
        },
      },
      onError: () => decision as OnError,
    };
  });
  const { app, runtime } = await grow(supervisor("root", [one]));
  const ref = app.ref(one);
  await ref.ask({ type: "add" });
  assert.equal(await outcome(ref.ask({ type: "fail" })), "ACTOR_FAILED");
  await runtime.settle();
  const { state, incarnation: life } = app.snapshot().children?.[0] ?? { state: "gone", incarnation: 0 };
  return { state, life, count: await outcome(ref.ask({ type: "add" })) };
}

test("airssys A9 · on an error the actor resumes, with its state; restarts, without; stops; or escalates", async () => {
  assert.deepEqual(await deciding("resume"), { state: "running", life: 1, count: { value: 2 } });
  assert.deepEqual(await deciding("restart"), { state: "running", life: 2, count: { value: 1 } });
  assert.deepEqual(await deciding("stop"), { state: "stopped", life: 1, count: "NOT_RUNNING" });
  assert.deepEqual(await deciding("escalate"), { state: "stopped", life: 1, count: "NOT_RUNNING" });
});

test("airssys A9 · a decision that is none, or a hook that throws, counts as restart, and is told", async () => {
  assert.deepEqual(await deciding("ignore"), { state: "running", life: 2, count: { value: 1 } });
});

test("airssys A9 · escalating makes the supervisor give up over that failure", async () => {
  const one = actor("one", {
    receive: {
      fail: () => {
        throw new Error("broken");
      },
    },
    onError: () => "escalate",
  });
  const { app, runtime } = await grow(supervisor("root", [one]));
  app.ref(one).tell({ type: "fail" });
  await runtime.settle();
  const exit = await app.exit;
  assert.equal(exit.type === "gave-up" && exit.cause.path, "root/one");
});

test("airssys A9 · its context has its address, sends, and requests with a timeout", async () => {
  const echo = actor("echo", {
    receive: { say: ({ what }: { what: string }) => what, sleep: () => new Promise(() => undefined) },
  });
  const user = actor("user", (ctx) => ({
    receive: {
      self: () => String(ctx.self),
      ask: async () => await ctx.ref(echo).ask({ type: "say", what: "hello" }),
      wait: async () => await outcome(ctx.ref(echo).ask({ type: "sleep" }, { timeout: "1s" })),
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [echo, user]));
  const ref = app.ref(user);
  assert.equal(await ref.ask({ type: "self" }), "root/user");
  assert.equal(await ref.ask({ type: "ask" }), "hello");
  const waiting = ref.ask({ type: "wait" });
  await runtime.advance("1s");
  assert.equal(await waiting, "ASK_TIMEOUT");
});

test("airssys A10 · an envelope carries sender, reply-to and correlation id", async () => {
  const asked: unknown[] = [];
  const answered: unknown[] = [];
  const desk = actor("desk", (ctx) => ({
    receive: {
      order: () => {
        const { sender, replyTo, correlationId } = ctx.envelope;
        asked.push([sender?.path, replyTo?.path, correlationId]);
        replyTo?.tell({ type: "done" }, { correlationId: correlationId ?? "" });
      },
    },
  }));
  const client = actor("client", (ctx) => ({
    receive: {
      go: () => ctx.ref(desk).tell({ type: "order" }, { replyTo: ctx.self, correlationId: "c-1" }),
      done: () => void answered.push([ctx.sender?.path, ctx.envelope.correlationId]),
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [desk, client]));
  app.ref(client).tell({ type: "go" });
  await runtime.settle();
  assert.deepEqual(asked, [["root/client", "root/client", "c-1"]]);
  assert.deepEqual(answered, [["root/desk", "c-1"]]);
});

test("airssys A10 · of low, normal, high and critical the higher ones come first, each in its order", async () => {
  const { ref, noted, held, runtime } = await grownGate({ mailbox: { priorities: true } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  const priorities = ["low", "normal", "high", "critical"] as const;
  for (const round of [1, 2]) for (const priority of priorities) ref.tell({ type: "note", what: priority + round }, { priority });
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["critical1", "critical2", "high1", "high2", "normal1", "normal2", "low1", "low2"]);
});

test("airssys A10 · a message that outlived its time to live is a dead letter", async () => {
  const { ref, app, noted, held, runtime } = await grownGate();
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "late" }, { ttl: "1s" });
  await runtime.advance("1s");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual([noted, app.deadLetters], [[], { expired: 1 }]);
});

test("airssys A12 · a bounded mailbox rejects, drops or blocks; an unbounded one takes all", async () => {
  const kept = async (overflow: "reject" | "drop-oldest" | "drop-newest"): Promise<unknown[]> => {
    const { ref, noted, held, runtime } = await grownGate({ mailbox: { capacity: 2, overflow } });
    ref.tell({ type: "wait" });
    await runtime.settle();
    for (const what of [1, 2, 3, 4]) ref.tell({ type: "note", what });
    held[0]?.resolve(1);
    await runtime.settle();
    return noted;
  };
  assert.deepEqual(await kept("reject"), [1, 2]);
  assert.deepEqual(await kept("drop-newest"), [1, 2]);
  assert.deepEqual(await kept("drop-oldest"), [3, 4]);
  const { ref, runtime, noted } = await grownGate({ mailbox: { capacity: Infinity } });
  for (let what = 0; what < 10_000; what += 1) ref.tell({ type: "note", what });
  await runtime.settle();
  assert.equal(noted.length, 10_000);
});

test("airssys A12 · a mailbox counts what it received, what was taken, dropped, and what waits", async () => {
  const { ref, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "drop-oldest" } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  for (const what of [1, 2, 3]) ref.tell({ type: "note", what });
  const { received, taken, dropped, waiting } = ref.mailbox();
  assert.deepEqual({ received, taken, dropped, waiting }, { received: 4, taken: 1, dropped: 2, waiting: 1 });
  held[0]?.resolve(1);
});

test("airssys A12 · a mailbox tells what is in flight, and when the actor last took a message", async () => {
  const { ref, held, runtime } = await grownGate();
  await runtime.advance("3s");
  ref.tell({ type: "wait" });
  ref.tell({ type: "note", what: 1 });
  await runtime.settle();
  const { handling, waiting, refused, lastTakenAt } = ref.mailbox();
  assert.deepEqual({ handling, waiting, refused, lastTakenAt }, { handling: true, waiting: 1, refused: 0, lastTakenAt: 3_000 });
  held[0]?.resolve(1);
});

test("airssys A15 · events of actors and of mailboxes: suspended, resumed, full, and messages that reached nobody", async () => {
  const { ref, events, runtime } = await grownGate({ mailbox: { capacity: 1 } });
  await suspend(ref);
  for (const what of [1, 2]) ref.tell({ type: "note", what });
  await resume(ref);
  await runtime.settle();
  const types = events.map(({ type }) => type).filter((type) => !type.startsWith("child.") && !type.startsWith("supervisor."));
  assert.deepEqual(types, ["actor.suspended", "mailbox.full", "dead-letter", "actor.resumed"]);
});

test("airssys A14 · a default mailbox holds a thousand messages", async () => {
  const { ref, app } = await grownGate();
  for (let what = 0; what < 1_001; what += 1) ref.tell({ type: "note", what });
  assert.deepEqual(app.deadLetters, { "mailbox-full": 1 });
});

test("airssys A16 · of messages: too full now is retryable, nobody there is not found, a wrong message is fatal", async () => {
  const kinds: unknown[] = [];
  const { ref, app, runtime } = await grownGate({ restart: "temporary", mailbox: { capacity: 1 } });
  ref.tell({ type: "note", what: 1 });
  for (const asking of [ref.ask({ type: "note", what: 2 }), app.refAt("root/gate").ask(null as never)]) {
    kinds.push(await asking.catch(({ kind }: { kind: string }) => kind));
  }
  await app.stopChild("gate");
  kinds.push(await ref.ask({ type: "note", what: 3 }).catch(({ kind }: { kind: string }) => kind));
  await runtime.settle();
  assert.deepEqual(kinds, ["retryable", "fatal", "not-found"]);
});
