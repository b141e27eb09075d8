import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type MessageEnvelope, type Priority, supervisor } from "coppice";
import { grownGate, outcome } from "../support/actors.ts";
import { grow } from "../support/grown-tree.ts";

const PRIORITIES: readonly Priority[] = ["low", "normal", "high", "critical"];

test("with priorities the higher ones are taken first, those of one priority in the order they came", async () => {
  const { ref, noted, held, runtime } = await grownGate({ mailbox: { priorities: true } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  for (const round of [1, 2]) {
    for (const priority of PRIORITIES) ref.tell({ type: "note", what: `${priority} ${round}` }, { priority });
    ref.tell({ type: "note", what: `plain ${round}` });
  }
  const asked = ref.ask({ type: "note", what: "asked" }, { priority: "critical" });
  await ref.send({ type: "note", what: "sent" }, { priority: "high" });
  held[0]?.resolve(1);
  await asked;
  await runtime.settle();
  assert.deepEqual(noted, [
    ...["critical 1", "critical 2", "asked"],
    ...["high 1", "high 2", "sent"],
    ...["normal 1", "plain 1", "normal 2", "plain 2"],
    ...["low 1", "low 2"],
  ]);
});

test("without priorities the order is that of arrival, whatever the messages say", async () => {
  const { ref, noted, runtime } = await grownGate();
  for (const priority of PRIORITIES) ref.tell({ type: "note", what: priority }, { priority });
  await runtime.settle();
  assert.deepEqual(noted, PRIORITIES);
});

test("drop-oldest drops the oldest of the lowest priority", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({
    mailbox: { priorities: true, capacity: 2, overflow: "drop-oldest" },
  });
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "high" }, { priority: "high" });
  ref.tell({ type: "note", what: "low" }, { priority: "low" });
  ref.tell({ type: "note", what: "normal" });
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["high", "normal"]);
  assert.deepEqual(app.deadLetters, { dropped: 1 });
});

test("what is put aside comes back before all others of its priority", async () => {
  const seen: string[] = [];
  let ready = false;
  const desk = actor(
    "desk",
    (ctx) => ({
      receive: {
        serve: ({ who }: { who: string }) => {
          if (ready) seen.push(who);
          else ctx.stash();
        },
        open: () => {
          ready = true;
          ctx.unstash();
        },
      },
    }),
    { mailbox: { priorities: true } },
  );
  const { app, runtime } = await grow(supervisor("root", [desk]));
  const ref = app.ref(desk);
  for (const who of ["a", "b"]) ref.tell({ type: "serve", who }, { priority: "low" });
  await runtime.settle();
  ref.tell({ type: "open" }, { priority: "critical" });
  ref.tell({ type: "serve", who: "c" }, { priority: "low" });
  ref.tell({ type: "serve", who: "first" }, { priority: "high" });
  await runtime.settle();
  assert.deepEqual(seen, ["first", "a", "b", "c"]);
});

test("a message that outlived its time to live is a dead letter, and its ask rejects MESSAGE_EXPIRED", async () => {
  const { ref, app, noted, held, runtime } = await grownGate();
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "short" }, { ttl: "1s" });
  ref.tell({ type: "note", what: "long" }, { ttl: "2s" });
  ref.tell({ type: "note", what: "endless" }, { ttl: Infinity });
  const asked = outcome(ref.ask({ type: "note", what: "asked" }, { ttl: "1s" }));
  await runtime.advance("1s");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.equal(await asked, "MESSAGE_EXPIRED");
  assert.deepEqual(noted, ["long", "endless"]);
  assert.deepEqual(app.deadLetters, { expired: 2 });
  assert.equal(ref.mailbox().expired, 2);
});

test("the mailbox's ttl holds for messages that have none of their own", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ mailbox: { ttl: "1s" } });
  assert.equal(ref.mailbox().ttl, 1_000);
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "plain" });
  ref.tell({ type: "note", what: "urgent" }, { priority: "high" });
  ref.tell({ type: "note", what: "own" }, { ttl: "1m" });
  const asked = outcome(ref.ask({ type: "note", what: "asked" }));
  await runtime.advance("1s");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["own"]);
  assert.equal(await asked, "MESSAGE_EXPIRED");
  assert.deepEqual(app.deadLetters, { expired: 3 });
});

test("what has expired takes no room from what comes", async () => {
  const { ref, app, noted, held, runtime } = await grownGate({ mailbox: { capacity: 2 } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: "short" }, { ttl: "1s" });
  ref.tell({ type: "note", what: "long" }, { ttl: "1h" });
  assert.equal(await outcome(ref.send({ type: "note", what: "too early" })), "MAILBOX_FULL");
  await runtime.advance("1s");
  ref.tell({ type: "note", what: "fits" });
  assert.deepEqual(app.deadLetters, { expired: 1 });
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual(noted, ["long", "fits"]);
});

test("a handler reads what came with its message: sender, who wants the answer, correlation id, priority, time left", async () => {
  const seen: MessageEnvelope[] = [];
  const desk = actor("desk", (ctx) => ({
    receive: {
      order: ({ what }: { what: string }) => {
        seen.push(ctx.envelope);
        const { replyTo, correlationId } = ctx.envelope;
        replyTo?.tell({ type: "done", what: `${what} ${correlationId}` } as never);
      },
    },
  }));
  const done: unknown[] = [];
  const client = actor("client", (ctx) => ({
    receive: {
      go: () => {
        const ref = ctx.ref(desk);
        ref.tell({ type: "order", what: "tea" });
        ref.tell({ type: "order", what: "tea" }, {});
        ref.tell({ type: "order", what: "tea" }, { priority: "high", ttl: "1s", correlationId: 7, replyTo: ctx.self });
      },
      done: ({ what }: { what: string }) => void done.push(what),
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [desk, client]));
  app.ref(client).tell({ type: "go" });
  await runtime.settle();
  const none = { priority: "normal", sender: undefined, replyTo: undefined, correlationId: undefined, expiresIn: undefined };
  assert.deepEqual(
    seen.map((envelope) => ({ ...envelope, sender: envelope.sender?.path, replyTo: envelope.replyTo?.path })),
    [
      none,
      { ...none, sender: "root/client" },
      { priority: "high", sender: "root/client", replyTo: "root/client", correlationId: 7, expiresIn: 1_000 },
    ],
  );
  assert.deepEqual(done, ["tea 7"]);
});

test("options that no message can have: send and ask reject, a tell is a dead letter", async () => {
  const { ref, app } = await grownGate();
  const message = { type: "note", what: 1 } as const;
  for (const [options, code] of [
    [{ priority: "urgent" }, "BAD_OPTION"],
    [{ ttl: "soon" }, "BAD_DURATION"],
  ] as const) {
    assert.equal(await outcome(ref.send(message, options as never)), code);
    assert.equal(await outcome(ref.ask(message, options as never)), code);
    ref.tell(message, options as never);
  }
  assert.deepEqual(app.deadLetters, { "bad-message": 2 });
});

test("a full mailbox is an event, at most once a second, with how many found no room", async () => {
  const { ref, events, held, runtime } = await grownGate({ mailbox: { capacity: 1 } });
  ref.tell({ type: "wait" });
  await runtime.settle();
  for (let index = 0; index < 10; index += 1) ref.tell({ type: "note", what: index });
  await runtime.advance("1s");
  ref.tell({ type: "note", what: "later" });
  await runtime.settle();
  assert.deepEqual(
    events.flatMap((event) => (event.type === "mailbox.full" ? [[event.path, event.capacity, event.overflow, event.count]] : [])),
    [
      ["root/gate", 1, "reject", 1],
      ["root/gate", 1, "reject", 9],
    ],
  );
  held[0]?.resolve(1);
});

test("ctx.reply and ctx.later do nothing where a message was told with options, and nobody asked", async () => {
  const desk = actor("desk", (ctx) => ({
    receive: {
      order: () => {
        ctx.later()("later");
        ctx.reply("now");
        ctx.reply("twice");
      },
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [desk]));
  app.ref(desk).tell({ type: "order" }, { priority: "high" });
  await runtime.settle();
  assert.deepEqual(app.deadLetters, {});
});
