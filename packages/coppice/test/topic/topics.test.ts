import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type Context, type MailboxOptions, registry, supervisor, task, topics } from "coppice";
import { outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

interface Note {
  readonly type: "note";
  readonly what: unknown;
}

interface Wait {
  readonly type: "wait";
}

type News = Readonly<Record<string, Note | Wait>>;

const news = topics("news").of<News>();

const note = (what: unknown): Note => ({ type: "note", what });

/** An actor that notes what it is told, and can be held up. */
function reader<const Id extends string>(
  id: Id,
  noted: string[],
  mailbox: MailboxOptions = {},
  started: (ctx: Context) => unknown = () => undefined,
) {
  const held: PromiseWithResolvers<void>[] = [];
  const spec = actor(
    id,
    (ctx) => ({
      started: () => void started(ctx),
      receive: {
        note: ({ what }: { readonly what: unknown }) => {
          if (what === "fail") throw new Error("broken");
          noted.push(`${id} ${String(what)}`);
          return `${id} read ${String(what)}`;
        },
        wait: async () => {
          const gate = Promise.withResolvers<void>();
          held.push(gate);
          await gate.promise;
        },
      },
    }),
    { mailbox, backoff: { first: "10s", initial: "10s", jitter: 0 } },
  );
  return { spec, held };
}

/** A task that hands out its context, and runs until it is stopped or told to fail. */
function keeper<const Id extends string>(id: Id, contexts: Context[]) {
  return task(id, (ctx) => {
    contexts.push(ctx);
    return new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
  });
}

test("whoever is subscribed gets each message, in the order of the publishing, and nobody else does", async () => {
  const noted: string[] = [];
  const [one, two] = [reader("one", noted).spec, reader("two", noted).spec];
  const { app, runtime } = await grow(supervisor("root", [news, one, two]));
  const bus = app.use(news);
  const end = bus.subscribe(app.ref(one), "sport");
  bus.subscribe(app.ref(two), "sport");
  bus.subscribe(app.ref(two), "weather");
  assert.equal(bus.tell("sport", note(1)), 2);
  assert.deepEqual(await bus.publish("sport", note(2)), { taken: 2, refused: 0 });
  assert.equal(bus.tell("weather", note(3)), 1);
  end();
  assert.equal(bus.unsubscribe(app.ref(two), "weather"), true);
  assert.equal(bus.unsubscribe(app.ref(two), "weather"), false);
  assert.deepEqual([bus.tell("sport", note(4)), bus.tell("weather", note(5))], [1, 0]);
  await runtime.settle();
  assert.deepEqual(
    noted.filter((line) => line.startsWith("one")),
    ["one 1", "one 2"],
  );
  assert.deepEqual(
    noted.filter((line) => line.startsWith("two")),
    ["two 1", "two 2", "two 3", "two 4"],
  );
  assert.deepEqual(bus.info(), { path: "root/news", subscriptions: 1, published: 5, unrouted: 1 });
  assert.deepEqual(app.deadLetters, {});
});

test("patterns: * is one part, > one or more; each subscription is told for itself", async () => {
  const covered: readonly (readonly [pattern: string, topics: readonly string[]])[] = [
    ["a", ["a"]],
    ["a.b", ["a.b"]],
    ["*", ["a", "b"]],
    ["a.*", ["a.b", "a.c"]],
    ["*.b", ["a.b"]],
    ["a.>", ["a.b", "a.c", "a.b.c"]],
    [">", ["a", "b", "a.b", "a.c", "a.b.c"]],
    ["*.*.c", ["a.b.c"]],
    ["*.>", ["a.b", "a.c", "a.b.c"]],
  ];
  const contexts: Context[] = [];
  const { app, runtime } = await grow(supervisor("root", [news, keeper("keeper", contexts)]));
  const bus = app.use(news);
  const heard = new Map<string, string[]>();
  for (const [pattern] of covered) {
    const its: string[] = [];
    heard.set(pattern, its);
    bus.listen(contexts[0] as Context, pattern, (_message, topic) => its.push(topic));
  }
  for (const topic of ["a", "b", "a.b", "a.c", "a.b.c"]) bus.tell(topic, note(0));
  await runtime.settle();
  assert.deepEqual(Array.from(heard), covered);
  assert.equal(bus.countSubscribers("a.b"), 6);
});

test("a filter lets through what it answers true for; one that throws holds the message back, and that is told", async () => {
  const noted: string[] = [];
  const [one, two] = [reader("one", noted).spec, reader("two", noted).spec];
  const { app, runtime, events } = await grow(supervisor("root", [news, one, two]));
  const bus = app.use(news);
  bus.subscribe(app.ref(one), "sport", {
    filter: (message, topic) => message.type === "note" && message.what === 2 && topic === "sport",
  });
  bus.subscribe(app.ref(two), "sport", {
    filter: () => {
      throw new Error("no filter");
    },
  });
  assert.deepEqual([bus.tell("sport", note(1)), bus.tell("sport", note(2))], [0, 1]);
  await runtime.settle();
  assert.deepEqual(noted, ["one 2"]);
  const failed = events.find((event) => event.type === "topic.filter-failed");
  assert.deepEqual(
    [failed?.path, failed?.subscriber, failed?.pattern, failed?.error.message],
    ["root/news", "root/two", "sport", "no filter"],
  );
});

test("backpressure: publish waits where a mailbox blocks, and the order of those who wait is kept", async () => {
  const noted: string[] = [];
  const { spec, held } = reader("slow", noted, { capacity: 1, overflow: "block" });
  const { app, runtime } = await grow(supervisor("root", [news, spec]));
  const bus = app.use(news);
  bus.subscribe(app.ref(spec), "sport");
  bus.tell("sport", { type: "wait" });
  await runtime.settle();
  const published = [1, 2, 3].map((what) => watch(bus.publish("sport", note(what))));
  await runtime.settle();
  assert.deepEqual(
    published.map(({ state }) => state),
    ["done", "open", "open"],
  );
  held[0]?.resolve();
  await runtime.settle();
  assert.deepEqual(
    published.map(({ value }) => value),
    [1, 2, 3].map(() => ({ taken: 1, refused: 0 })),
  );
  assert.deepEqual(noted, ["slow 1", "slow 2", "slow 3"]);
});

test("backpressure: a slow subscriber holds up neither the others nor who only tells; who gives up waiting learns it", async () => {
  const noted: string[] = [];
  const slow = reader("slow", noted, { capacity: 1, overflow: "block" });
  const fast = reader("fast", noted);
  const { app, runtime } = await grow(supervisor("root", [news, slow.spec, fast.spec]));
  const bus = app.use(news);
  for (const spec of [slow.spec, fast.spec]) bus.subscribe(app.ref(spec), "sport");
  bus.subscribe(app.ref(slow.spec), "holding");
  bus.tell("holding", { type: "wait" });
  await runtime.settle();
  bus.tell("sport", note(1));
  bus.tell("sport", note(2));
  const patience = new AbortController();
  const published = outcome(bus.publish("sport", note(3), { signal: patience.signal }));
  await runtime.settle();
  assert.deepEqual(noted, ["fast 1", "fast 2", "fast 3"]);
  patience.abort("enough");
  assert.equal(await published, "enough");
  slow.held[0]?.resolve();
  await runtime.settle();
  assert.deepEqual(noted.slice(3), ["slow 1"]);
  assert.deepEqual(app.deadLetters, { "mailbox-full": 1 });
});

test("publish counts those who could not take it, and each is a dead letter", async () => {
  const noted: string[] = [];
  const full = reader("full", noted, { capacity: 1 });
  const stopped = reader("stopped", noted);
  const { app, runtime } = await grow(supervisor("root", [news, full.spec, stopped.spec]));
  const bus = app.use(news);
  for (const spec of [full.spec, stopped.spec]) bus.subscribe(app.ref(spec), "sport");
  bus.subscribe(app.ref(full.spec), "holding");
  bus.tell("holding", { type: "wait" });
  await runtime.settle();
  await app.stopChild("stopped");
  assert.deepEqual(await bus.publish("sport", note(1)), { taken: 1, refused: 1 });
  assert.deepEqual(await bus.publish("sport", note(2)), { taken: 0, refused: 2 });
  assert.deepEqual(app.deadLetters["mailbox-full"], 1);
});

test("a subscription by ref lasts across restarts, and what is published meanwhile waits; gone from the tree, it is gone", async () => {
  const noted: string[] = [];
  const one = reader("one", noted, {}, (ctx) => ctx.use(news).subscribe((ctx as never as { self: never }).self, "sport")).spec;
  const other = reader("other", noted).spec;
  const { app, runtime, events } = await grow(supervisor("root", [news, one, other]));
  const bus = app.use(news);
  bus.tell("sport", note("fail"));
  await runtime.settle();
  bus.tell("sport", note("meanwhile"));
  await runtime.advance("10s");
  assert.deepEqual(noted, ["one meanwhile"], "once, though each incarnation subscribes");
  await app.stopChild("one");
  await app.deleteChild("one");
  assert.equal(bus.tell("sport", note(1)), 0);
  await runtime.settle();
  assert.deepEqual(
    events.flatMap((event) => (event.type === "topic.unsubscribed" ? [[event.subscriber, event.pattern, event.why]] : [])),
    [["root/one", "sport", "gone"]],
  );
});

test("a subscription by context ends with the incarnation", async () => {
  const noted: string[] = [];
  const one = reader("one", noted, {}, (ctx) => ctx.use(news).subscribe(ctx, "sport")).spec;
  const { app, runtime } = await grow(supervisor("root", [news, one]));
  const bus = app.use(news);
  bus.tell("sport", note("fail"));
  await runtime.settle();
  assert.equal(bus.tell("sport", note("meanwhile")), 0);
  await runtime.advance("10s");
  assert.equal(bus.tell("sport", note(1)), 1);
  await runtime.settle();
  assert.deepEqual(noted, ["one 1"]);
});

test("unrouted: ignored, or a dead letter where the spec says so; what a filter holds back from all counts, too", async () => {
  const strict = topics("strict", { unrouted: "dead-letter" }).of<News>();
  const noted: string[] = [];
  const one = reader("one", noted).spec;
  const { app } = await grow(supervisor("root", [news, strict, one]));
  app.use(strict).subscribe(app.ref(one), "weather", { filter: () => false });
  for (const bus of [app.use(news), app.use(strict)]) {
    bus.tell("sport", note(1));
    bus.tell("weather", note(1));
    assert.deepEqual(await bus.publish("sport", note(1)), { taken: 0, refused: 0 });
    assert.equal(await outcome(bus.ask("sport", note(1))), "NO_SUBSCRIBER");
  }
  assert.deepEqual(app.deadLetters, { "no-subscriber": 4 });
});

test("ask: the first answer wins, and one that comes at once is not lost", async () => {
  const noted: string[] = [];
  const contexts: Context[] = [];
  const one = reader("one", noted).spec;
  const { app, runtime } = await grow(supervisor("root", [news, one, keeper("keeper", contexts)]));
  const bus = app.use(news);
  const ctx = contexts[0] as Context;
  bus.listen(ctx, "slow.*", async () => {
    await ctx.sleep("1s");
    return "late";
  });
  bus.subscribe(app.ref(one), "slow.>");
  bus.listen(ctx, "only.slow", () => ctx.sleep("1s").then(() => "at last"));
  const stream = bus.stream(ctx, ">");
  assert.deepEqual(await outcome(bus.ask("slow.question", note(1))), { value: "one read 1" });
  const late = watch(bus.ask("only.slow", note(2), { timeout: "2s" }));
  const tooLate = outcome(bus.ask("only.slow", note(3), { timeout: "1500ms" }));
  await runtime.advance("2s");
  assert.equal(late.value, "at last");
  assert.equal(await tooLate, "ASK_TIMEOUT");
  assert.equal(await outcome(bus.ask("nobody.here", note(4))), "NO_SUBSCRIBER", "a stream answers nothing");
  await stream.return();
  assert.equal(app.whichChild("keeper").restarts, 0);
});

test("ask: where one fails another may answer; where all fail it rejects", async () => {
  const contexts: Context[] = [];
  const noted: string[] = [];
  const [one, two] = [reader("one", noted).spec, reader("two", noted).spec];
  const { app, runtime } = await grow(supervisor("root", [news, one, two, keeper("keeper", contexts)]));
  const bus = app.use(news);
  bus.subscribe(app.ref(one), "sport");
  const alone = watch(bus.ask("sport", note("fail")));
  await runtime.settle();
  assert.equal((alone.error as { readonly code: string }).code, "ACTOR_FAILED");
  await runtime.advance("10s");
  bus.listen(contexts[0] as Context, "sport", () => "well");
  assert.deepEqual(await outcome(bus.ask("sport", note("fail"))), { value: "well" });
});

test("a listener gets one message at a time, runs as its child, and fails it; what waited for it is dead", async () => {
  const contexts: Context[] = [];
  const { app, runtime } = await grow(supervisor("root", [news, keeper("keeper", contexts)]));
  const bus = app.use(news);
  const gates: PromiseWithResolvers<void>[] = [];
  const heard: unknown[] = [];
  bus.listen(contexts[0] as Context, "*", async (message) => {
    heard.push(message.type === "note" && message.what);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
  });
  for (const what of [1, 2, 3]) bus.tell("sport", note(what));
  await runtime.settle();
  assert.deepEqual(heard, [1]);
  gates[0]?.resolve();
  await runtime.settle();
  assert.deepEqual(heard, [1, 2]);
  const asked = outcome(bus.ask("sport", note(4)));
  gates[1]?.reject(new Error("broken"));
  await runtime.advance("1m");
  assert.deepEqual(heard, [1, 2]);
  assert.equal(await asked, "NOT_RUNNING");
  assert.equal(app.whichChild("keeper").restarts, 1);
  assert.deepEqual(app.deadLetters, { failed: 1, "not-running": 2 });
  assert.equal(bus.info().subscriptions, 0);
});

test("a listener's bound is a mailbox's: what does not fit is a dead letter, and publish waits where it blocks", async () => {
  const contexts: Context[] = [];
  const { app, runtime } = await grow(supervisor("root", [news, keeper("keeper", contexts)]));
  const bus = app.use(news);
  const [ctx] = contexts as [Context];
  const heard: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const slow = (message: Note | Wait): unknown => (heard.push(message.type === "note" && message.what), gate.promise);
  const end = bus.listen(ctx, "a", slow, { capacity: 1, overflow: "drop-oldest" });
  bus.tell("a", note(1));
  await runtime.settle();
  for (const what of [2, 3, 4]) bus.tell("a", note(what));
  assert.deepEqual(app.deadLetters, { dropped: 2 });
  bus.listen(ctx, "b", slow, { capacity: 1, overflow: "block" });
  bus.tell("b", note(5));
  await runtime.settle();
  const published = [6, 7].map((what) => watch(bus.publish("b", note(what))));
  await runtime.settle();
  assert.deepEqual(
    published.map(({ state }) => state),
    ["done", "open"],
  );
  gate.resolve();
  await runtime.settle();
  assert.deepEqual(heard, [1, 5, 4, 6, 7]);
  end();
  assert.equal(bus.tell("a", note(8)), 0);
});

test("a stream gives what was published since, with its topic, and ends when it is left", async () => {
  const contexts: Context[] = [];
  const { app } = await grow(supervisor("root", [news, keeper("keeper", contexts)]));
  const bus = app.use(news);
  const stream = bus.stream(contexts[0] as Context, "a.*");
  const waiting = stream.next();
  bus.tell("a.b", note(1));
  bus.tell("a.c", note(2));
  bus.tell("b", note(3));
  bus.tell("a.d", note(4));
  const got = [(await waiting).value];
  for await (const delivery of stream) {
    got.push(delivery);
    if (got.length === 2) break;
  }
  assert.deepEqual(
    got.map((delivery) => [delivery?.topic, delivery?.message]),
    [
      ["a.b", note(1)],
      ["a.c", note(2)],
    ],
  );
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
  assert.equal(bus.info().subscriptions, 0);
  assert.deepEqual(app.deadLetters, { "not-running": 1 });
});

test("a stream ends when its child is asked to stop, so that the loop that reads it does", async () => {
  const read: unknown[] = [];
  const looping = task("looping", async (ctx) => {
    for await (const { message } of ctx.use(news).stream(ctx, ">")) read.push(message);
    read.push("over");
  });
  const { app, runtime } = await grow(supervisor("root", [news, looping]));
  await app.use(news).publish("sport", note(1));
  await runtime.settle();
  const exit = await app.stopChild("looping");
  assert.deepEqual(read, [note(1), "over"]);
  assert.equal(exit?.type, "shutdown");
});

test("topics that are restarted still know who is subscribed; stopped, they forget, and refuse", async () => {
  const noted: string[] = [];
  const one = reader("one", noted).spec;
  const breaks = task("breaks", (ctx) => ctx.sleep("1s").then(() => Promise.reject(new Error("broken"))), {
    restart: "transient",
  });
  const { app, runtime } = await grow(
    supervisor("root", { strategy: "one-for-all", intensity: { restarts: 1, within: "2s" } }, [news, one, breaks]),
  );
  const bus = app.use(news);
  bus.subscribe(app.ref(one), "sport");
  await runtime.advance("1s");
  assert.equal(app.whichChild("news").incarnation, 2);
  assert.equal(bus.tell("sport", note(1)), 1);
  await app.stopChild("news");
  assert.equal(bus.tell("sport", note(2)), 0);
  assert.throws(() => bus.subscribe(app.ref(one), "sport"), { code: "NOT_RUNNING" });
  await runtime.settle();
  assert.deepEqual(noted, ["one 1"]);
});

test("names and topics go together: a name, as a subscriber, is whoever has it", async () => {
  const names = registry("names");
  const noted: string[] = [];
  const [one, two] = [reader("one", noted).spec, reader("two", noted).spec];
  const { app, runtime } = await grow(supervisor("root", [names, news, one, two]));
  const known = app.use(names);
  const giveUp = known.register(app.ref(one), "desk");
  app.use(news).subscribe(known.via("desk"), "sport");
  app.use(news).tell("sport", note(1));
  giveUp();
  known.register(app.ref(two), "desk");
  app.use(news).tell("sport", note(2));
  await runtime.settle();
  assert.deepEqual(noted, ["one 1", "two 2"]);
});

test("bad input: topics, patterns, messages, options and subscribers that are none", async () => {
  const contexts: Context[] = [];
  const noted: string[] = [];
  const one = reader("one", noted).spec;
  const { app } = await grow(supervisor("root", [news, one, keeper("keeper", contexts)]));
  const bus = app.use(news);
  const [ctx] = contexts as [Context];
  const ref = app.ref(one);
  for (const topic of ["", "a..b", ".a", "a.", "a.*", ">", 7, undefined, "a.".repeat(16) + "a"]) {
    assert.throws(() => bus.tell(topic as string, note(1)), {
      code: "BAD_TOPIC",
      message: /tell\(topic, message\) was given .*expected a topic/,
    });
    assert.equal(await outcome(bus.publish(topic as string, note(1))), "BAD_TOPIC");
  }
  for (const pattern of ["", "a.>.b", ">.>", "a..*", null]) {
    assert.throws(() => bus.subscribe(ref, pattern as string), { code: "BAD_TOPIC", message: /expected a pattern/ });
    assert.throws(() => bus.listen(ctx, pattern as string, () => undefined), { code: "BAD_TOPIC" });
  }
  for (const message of [undefined, 7, {}, { type: 7 }]) {
    assert.throws(() => bus.tell("a", message as never), { code: "BAD_OPTION", message: /the message is .*expected an object/ });
  }
  assert.throws(() => bus.subscribe({} as never, "a"), {
    code: "BAD_OPTION",
    message: /expected an actor's address, or the context of one/,
  });
  assert.throws(() => bus.subscribe(ctx, "a"), { code: "UNSUPPORTED" });
  assert.throws(() => bus.subscribe(ref, "a", { filter: 7 as never }), { code: "BAD_OPTION", message: /filter is 7/ });
  assert.throws(() => bus.listen({} as never, "a", () => undefined), {
    code: "BAD_OPTION",
    message: /expected the context of a child/,
  });
  assert.throws(() => bus.listen(ctx, "a", 7 as never), { code: "BAD_OPTION", message: /the call is 7/ });
  assert.throws(() => bus.listen(ctx, "a", () => undefined, { capacity: 0 }), { code: "BAD_OPTION", message: /capacity is 0/ });
  assert.throws(() => bus.stream(ctx, "a", { overflow: "drop" as never }), { code: "BAD_OPTION", message: /overflow is 'drop'/ });
  assert.throws(() => bus.subscribe(ref, "a", { capacity: 5 } as never), {
    code: "BAD_OPTION",
    message: /capacity is 5: there is no such option, only filter\.$/,
  });
  for (const listen of [
    () => bus.listen(ctx, "a", () => undefined, { ttl: "5s" } as never),
    () => bus.stream(ctx, "a", { ttl: "5s" } as never),
  ]) {
    assert.throws(listen, {
      code: "BAD_OPTION",
      message: /ttl is '5s': there is no such option, only filter, capacity, overflow\.$/,
    });
  }
  assert.throws(() => topics("news", { unrouted: "tell" as never }), { code: "BAD_OPTION" });
  await app.stopChild("keeper");
  assert.throws(() => bus.listen(ctx, "a", () => undefined), { code: "STALE_INCARNATION" });
  assert.equal(bus.info().subscriptions, 0);
});
