import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, supervisor } from "coppice";
import { grownGate, outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

test("messages are handled one at a time, in the order they came", async () => {
  const { ref, noted, held, runtime } = await grownGate();
  ref.tell({ type: "note", what: 1 });
  ref.tell({ type: "wait" });
  ref.tell({ type: "note", what: 2 });
  await runtime.settle();
  assert.deepEqual(noted, [1]);
  held[0]?.resolve(undefined);
  await runtime.settle();
  assert.deepEqual(noted, [1, 2]);
});

test("a full mailbox that rejects: tell is a dead letter, send and ask learn it at once", async () => {
  const { ref, app, held, runtime } = await grownGate({ mailbox: { capacity: 1 } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "fits" });
  ref.tell({ type: "note", what: "does not" });
  assert.deepEqual(app.deadLetters, { "mailbox-full": 1 });
  assert.equal(await outcome(ref.send({ type: "note", what: "nor this" })), "MAILBOX_FULL");
  assert.equal(await outcome(ref.ask({ type: "note", what: "nor this" })), "MAILBOX_FULL");
  assert.deepEqual(app.deadLetters, { "mailbox-full": 1 }, "who is refused knows of it");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(await outcome(ref.ask({ type: "note", what: "now" })), { value: "now" });
});

test("drop-newest: what does not fit is dropped, and its ask is refused", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "drop-newest" } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "old" });
  ref.tell({ type: "note", what: "new" });
  await ref.send({ type: "note", what: "newer" });
  assert.equal(await outcome(ref.ask({ type: "note", what: "newest" })), "MAILBOX_FULL");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["old"]);
  assert.deepEqual(app.deadLetters, { dropped: 3 });
});

test("drop-oldest: the oldest that waits is dropped, and its ask is refused", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "drop-oldest" } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  const old = outcome(ref.ask({ type: "note", what: "old" }));
  ref.tell({ type: "note", what: "new" });
  assert.equal(await old, "MAILBOX_FULL");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["new"]);
  assert.deepEqual(app.deadLetters, { dropped: 1 });
});

test("block: senders and asks wait for room and get it in their order; a tell is a dead letter", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "block" } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  await ref.send({ type: "note", what: 1 });
  const second = watch(ref.send({ type: "note", what: 2 }));
  const third = watch(ref.ask({ type: "note", what: 3 }));
  ref.tell({ type: "note", what: "lost" });
  await runtime.settle();
  assert.deepEqual([second.state, third.state, ref.mailbox().blocked], ["open", "open", 2]);
  assert.deepEqual(app.deadLetters, { "mailbox-full": 1 });
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual([second.state, third.value], ["done", 3]);
  assert.deepEqual(noted, [1, 2, 3]);
});

test("block: who gives up while he waits for room leaves the queue, and his message is never handled", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "block" } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  await ref.send({ type: "note", what: "first" });
  const controller = new AbortController();
  const why = new Error("no longer");
  const aborted = [
    outcome(ref.send({ type: "note", what: "sent" }, { signal: controller.signal })),
    outcome(ref.ask({ type: "note", what: "asked" }, { signal: controller.signal })),
    outcome(ref.ask({ type: "note", what: "late" }, { timeout: "1s" })),
  ];
  controller.abort(why);
  await runtime.advance("1s");
  assert.deepEqual(await Promise.all(aborted), [why, why, "ASK_TIMEOUT"]);
  assert.equal(ref.mailbox().blocked, 0);
  assert.equal(await outcome(ref.send({ type: "note", what: "never" }, { signal: controller.signal })), why);
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["first"]);
  assert.deepEqual(app.deadLetters, {});
});

test("what is put aside counts against the capacity, and comes back before all that waits, in its order", async () => {
  const { ref, noted, held, runtime } = await grownGate({ mailbox: { capacity: 2 } });
  ref.tell({ type: "stash" });
  await runtime.settle();
  assert.deepEqual([ref.mailbox().waiting, ref.mailbox().stashed], [0, 1]);
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: 1 });
  assert.equal(await outcome(ref.send({ type: "note", what: 2 })), "MAILBOX_FULL");
  held[0]?.resolve(1);
  await runtime.settle();
  ref.tell({ type: "unstash" });
  await runtime.settle();
  assert.deepEqual(noted, [1]);
  assert.equal(ref.mailbox().stashed, 1, "what is put back is handled, and here put aside, again");
});

test("a stash without room throws MAILBOX_FULL in the handler, and the message is dead", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hesitant = actor(
    "hesitant",
    (ctx) => ({
      receive: {
        stash: async () => {
          await promise;
          ctx.stash();
        },
        note: ({ what }: { what: unknown }) => what,
      },
    }),
    { mailbox: { capacity: 1 } },
  );
  const { app, runtime } = await grow(supervisor("root", [hesitant]));
  const ref = app.ref(hesitant);
  const refused = ref.ask({ type: "stash" });
  await runtime.settle();
  const next = ref.ask({ type: "note", what: 1 });
  resolve();
  await assert.rejects(refused, { code: "ACTOR_FAILED", message: /MAILBOX_FULL|is full/ });
  await runtime.settle();
  assert.equal(await next, 1);
  assert.deepEqual(app.deadLetters, { failed: 1 });
});

test("a handler that throws after it put its message aside: the message is dead, once", async () => {
  const seen: string[] = [];
  const torn = actor("torn", (ctx) => ({
    receive: {
      tear: () => {
        seen.push("torn");
        ctx.stash();
        throw new Error("broken");
      },
      unstash: () => ctx.unstash(),
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [torn]));
  const ref = app.ref(torn);
  assert.equal(await outcome(ref.ask({ type: "tear" })), "ACTOR_FAILED");
  ref.tell({ type: "unstash" });
  await runtime.settle();
  assert.deepEqual(seen, ["torn"]);
  assert.equal(ref.mailbox().stashed, 0);
});

test("an ask that was put aside is answered when it is handled at last", async () => {
  let open = false;
  const door = actor("door", (ctx) => ({
    receive: {
      pass: ({ who }: { who: string }) => {
        if (!open) return ctx.stash();
        return `${who} in`;
      },
      open: () => {
        open = true;
        ctx.unstash();
      },
    },
  }));
  const { app } = await grow(supervisor("root", [door]));
  const ref = app.ref(door);
  const passing = [ref.ask({ type: "pass", who: "a" }), ref.ask({ type: "pass", who: "b" })];
  ref.tell({ type: "open" });
  assert.deepEqual(await Promise.all(passing), ["a in", "b in"]);
});

test("the mailbox tells what it has seen", async () => {
  const { ref, held, runtime } = await grownGate({ mailbox: { capacity: 1, overflow: "drop-newest" } });
  assert.equal(ref.mailbox().lastTakenAt, undefined);
  for (const what of [1, 2]) await ref.ask({ type: "note", what });
  await runtime.advance("2s");
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: 3 });
  ref.tell({ type: "note", what: 4 });
  assert.deepEqual(ref.mailbox(), {
    path: "root/gate",
    capacity: 1,
    overflow: "drop-newest",
    priorities: false,
    open: true,
    suspended: false,
    handling: true,
    waiting: 1,
    stashed: 0,
    blocked: 0,
    received: 4,
    taken: 3,
    dropped: 1,
    refused: 0,
    expired: 0,
    lastTakenAt: 2_000,
  });
  held[0]?.resolve(1);
});
