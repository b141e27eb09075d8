import assert from "node:assert/strict";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate as nextTurn } from "node:timers/promises";
import { test } from "node:test";
import type { AnyEvent } from "../../src/event/event.ts";
import { CHANNEL, EventBus } from "../../src/event/event-bus.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";

/** A listener that keeps what it is told. */
function collector(): {
  readonly events: AnyEvent[];
  readonly types: () => string[];
  readonly listen: (event: AnyEvent) => void;
} {
  const events: AnyEvent[] = [];
  return { events, types: () => events.map(({ type }) => type), listen: (event) => void events.push(event) };
}

/** Data that know whether anybody looked at them. */
function watchedData(): { readonly data: Readonly<Record<string, unknown>>; readonly wasRead: () => boolean } {
  let wasRead = false;
  const ownKeys = (): string[] => {
    wasRead = true;
    return [];
  };
  return { data: new Proxy({}, { ownKeys }), wasRead: () => wasRead };
}

test("an event carries its number, both times, severity, path, incarnation and type, then its data", async () => {
  const runtime = virtualRuntime();
  const bus = new EventBus(runtime);
  const { events, listen } = collector();
  bus.subscribe(listen);
  await runtime.advance("250ms");
  bus.emit("child.started", "info", "shop/db", 3, { took: 12 });
  bus.flush();
  const [event] = events;
  const wall = runtime.wall();
  assert.deepEqual(event, {
    seq: 1,
    at: 250,
    wall,
    severity: "info",
    path: "shop/db",
    incarnation: 3,
    type: "child.started",
    took: 12,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(event)), event);
});

test("an event about no life of a child has no incarnation", () => {
  const bus = new EventBus(virtualRuntime());
  const { events, listen } = collector();
  bus.subscribe(listen);
  bus.emit("supervisor.started", "info", "shop");
  bus.flush();
  assert.equal(Object.hasOwn(events[0] ?? {}, "incarnation"), false);
});

test("data do not overwrite the envelope", () => {
  const bus = new EventBus(virtualRuntime());
  const { events, listen } = collector();
  bus.subscribe(listen);
  bus.emit("a.b", "info", "shop", undefined, { type: "other", seq: 99, path: "elsewhere", note: "kept" });
  bus.flush();
  const { type, seq, path, note } = events[0] ?? assert.fail("no event came");
  assert.deepEqual({ type, seq, path, note }, { type: "a.b", seq: 1, path: "shop", note: "kept" });
});

test("data are told as they were when the event was emitted", () => {
  const bus = new EventBus(virtualRuntime());
  const { events, listen } = collector();
  bus.subscribe(listen);
  const data = { exit: { type: "normal" } };
  bus.emit("a.b", "info", "shop", 1, data);
  data.exit.type = "changed";
  bus.flush();
  assert.deepEqual(events[0]?.["exit"], { type: "normal" });
});

test("with nobody listening, emit reads no clock and no data, and the numbers stand still", () => {
  const runtime = virtualRuntime();
  const read = { ...runtime, now: () => assert.fail("the clock was read"), wall: () => assert.fail("the clock was read") };
  const idle = new EventBus(read);
  assert.equal(idle.active, false);
  const { data, wasRead } = watchedData();
  idle.emit("a.b", "error", "shop", 1, data);
  assert.equal(wasRead(), false);

  const bus = new EventBus(runtime);
  bus.emit("a.b", "info", "shop");
  const { events, listen } = collector();
  bus.subscribe(listen);
  bus.emit("a.b", "info", "shop");
  bus.flush();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [1],
  );
});

test("an event below every listener's severity is numbered, and neither made nor told", () => {
  const bus = new EventBus(virtualRuntime());
  const { events, listen } = collector();
  bus.subscribe(listen, { severity: "warn" });
  const { data, wasRead } = watchedData();
  bus.emit("a.debug", "debug", "shop", 1, data);
  assert.equal(wasRead(), false);
  bus.emit("a.warn", "warn", "shop");
  bus.flush();
  assert.deepEqual(
    events.map(({ seq, type }) => [seq, type]),
    [[2, "a.warn"]],
  );
});

test("a listener is told its severity and those above, whatever others ask for", () => {
  const bus = new EventBus(virtualRuntime());
  const all = collector();
  const some = collector();
  bus.subscribe(all.listen);
  bus.subscribe(some.listen, { severity: "warn" });
  for (const severity of ["debug", "info", "warn", "error"] as const) bus.emit(severity, severity, "shop");
  bus.flush();
  assert.deepEqual(all.types(), ["debug", "info", "warn", "error"]);
  assert.deepEqual(some.types(), ["warn", "error"]);
});

test("a bus is active while anybody listens, and then no more", () => {
  const bus = new EventBus(virtualRuntime());
  const first = bus.subscribe(() => {});
  const second = bus.subscribe(() => {});
  assert.deepEqual([bus.active, bus.hasListeners], [true, true]);
  first();
  assert.equal(bus.active, true);
  second();
  assert.deepEqual([bus.active, bus.hasListeners], [false, false]);
});

test("a bus with a history is active without listeners", () => {
  const bus = new EventBus(virtualRuntime(), { history: true });
  assert.deepEqual([bus.active, bus.hasListeners], [true, false]);
});

test("listeners are not called by emit, but by flush, at once", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(listen);
  bus.emit("a.b", "info", "shop");
  assert.deepEqual(types(), []);
  bus.flush();
  assert.deepEqual(types(), ["a.b"]);
});

test("without a flush, listeners are called in a microtask", async () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(listen);
  bus.emit("a.b", "info", "shop");
  bus.emit("a.c", "info", "shop");
  await Promise.resolve();
  assert.deepEqual(types(), ["a.b", "a.c"]);
  bus.emit("a.d", "info", "shop");
  await Promise.resolve();
  assert.deepEqual(types(), ["a.b", "a.c", "a.d"]);
});

test("listeners are called in the order of events, then of subscription", () => {
  const bus = new EventBus(virtualRuntime());
  const calls: string[] = [];
  bus.subscribe(({ type }) => calls.push(`first ${type}`));
  bus.subscribe(({ type }) => calls.push(`second ${type}`));
  bus.emit("a", "info", "shop");
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(calls, ["first a", "second a", "first b", "second b"]);
});

test("listeners run in the context of no child, however the event is told", async () => {
  const runtime = virtualRuntime();
  const bus = new EventBus(runtime);
  const contexts: unknown[] = [];
  bus.subscribe(({ type }) => contexts.push(type, runtime.current()));
  runtime.enter({}, () => {
    bus.emit("by flush", "info", "shop");
    bus.flush();
    bus.emit("by microtask", "info", "shop");
  });
  await nextTurn();
  assert.deepEqual(contexts, ["by flush", undefined, "by microtask", undefined]);
});

test("a listener hears nothing from before it subscribed, though it was not told yet", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(() => {});
  bus.emit("before", "info", "shop");
  bus.subscribe(listen);
  bus.emit("after", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["after"]);
});

test("a listener hears nothing after it unsubscribed, though it was emitted before", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  const unsubscribed = bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  unsubscribed();
  unsubscribed();
  bus.flush();
  assert.deepEqual(types(), []);
});

test("a function that subscribed twice is called twice, until each is taken back", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  const once = bus.subscribe(listen);
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.flush();
  once();
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["a", "a", "b"]);
});

test("a listener may unsubscribe itself and others while it is called", () => {
  const bus = new EventBus(virtualRuntime());
  const calls: string[] = [];
  const own = bus.subscribe(({ type }) => {
    calls.push(`own ${type}`);
    own();
    other();
  });
  const other = bus.subscribe(({ type }) => calls.push(`other ${type}`));
  bus.subscribe(({ type }) => calls.push(`last ${type}`));
  bus.emit("a", "info", "shop");
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(calls, ["own a", "last a", "last b"]);
});

test("a listener may subscribe another while it is called: that one hears what comes next", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  const once = bus.subscribe(() => {
    once();
    bus.subscribe(listen);
    bus.emit("caused", "info", "shop");
  });
  bus.emit("a", "info", "shop");
  bus.emit("queued", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["caused"]);
});

test("events that a listener causes are told after those before them, in the same flush", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(({ type }) => {
    if (type !== "a") return;
    bus.emit("caused", "info", "shop");
    bus.flush();
  });
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["a", "b", "caused"]);
});

test("a listener that answers each event with another does not keep the event loop", async () => {
  const runtime = virtualRuntime();
  const bus = new EventBus(runtime);
  let heard = 0;
  const unsubscribed = bus.subscribe(() => {
    heard += 1;
    bus.emit("again", "info", "shop");
  });
  bus.emit("first", "info", "shop");
  bus.flush();
  await nextTurn();
  const inOneTurn = heard;
  await nextTurn();
  assert.equal(heard, inOneTurn);
  bus.subscribe(() => {
    if (heard > 2 * inOneTurn) unsubscribed();
  });
  await runtime.settle();
  assert.ok(heard > 2 * inOneTurn);
});

test("a listener that throws is reported to the others as listener.failed, and the emitter sees nothing", () => {
  const bus = new EventBus(virtualRuntime(), { path: "shop" });
  const before = collector();
  const after = collector();
  const own: string[] = [];
  bus.subscribe(before.listen);
  bus.subscribe(function broken({ type }) {
    own.push(type);
    throw new TypeError("cannot listen");
  });
  bus.subscribe(after.listen);
  bus.emit("a.b", "info", "shop/db");
  bus.flush();
  assert.deepEqual(before.types(), ["a.b", "listener.failed"]);
  assert.deepEqual(after.events, before.events);
  assert.deepEqual(own, ["a.b"]);
  const { severity, path, seq, listener, on, error } = after.events[1] ?? assert.fail("no report came");
  assert.deepEqual(
    { severity, path, seq, listener, on },
    {
      severity: "error",
      path: "shop",
      seq: 2,
      listener: "broken",
      on: { seq: 1, type: "a.b" },
    },
  );
  assert.partialDeepStrictEqual(error, { name: "TypeError", message: "cannot listen" });
});

test("a listener whose promise rejects is reported to the others, and nothing is left unhandled", async () => {
  const bus = new EventBus(virtualRuntime());
  const { events, types, listen } = collector();
  bus.subscribe(async () => {
    await nextTurn();
    throw new Error("too late");
  });
  bus.subscribe(listen);
  bus.emit("a.b", "info", "shop");
  bus.flush();
  await nextTurn();
  await nextTurn();
  assert.deepEqual(types(), ["a.b", "listener.failed"]);
  assert.partialDeepStrictEqual(events[1], { error: { name: "Error", message: "too late" } });
});

test("a listener that answers something with a broken `then` is reported", async () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(() => ({
    // oxlint-disable-next-line unicorn/no-thenable -- it is what the test is about
    then() {
      throw new Error("no promise");
    },
  }));
  bus.subscribe(listen);
  bus.emit("a.b", "info", "shop");
  bus.flush();
  await nextTurn();
  assert.deepEqual(types(), ["a.b", "listener.failed"]);
});

test("a listener that fails is told what comes next, and each failure is reported once", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(() => {
    throw new Error("broken");
  });
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.flush();
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["a", "listener.failed", "b", "listener.failed"]);
});

test("what a listener throws at a report is not reported, so two broken listeners end", async () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(() => {
    throw new Error("one");
  });
  bus.subscribe(async () => {
    throw new Error("two");
  });
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.flush();
  await nextTurn();
  assert.deepEqual(types(), ["a", "listener.failed", "listener.failed"]);
});

test("the only listener's failure goes into the history", () => {
  const bus = new EventBus(virtualRuntime(), { history: true });
  bus.subscribe(() => {
    throw new Error("broken");
  });
  bus.emit("a", "info", "shop");
  bus.flush();
  assert.deepEqual(bus.history?.snapshot().totals.byType, { a: 1, "listener.failed": 1 });
});

test("a slow asynchronous listener is not waited for", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(() => new Promise(() => {}));
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["a", "b"]);
});

test("a subscriber of the diagnostics channel makes the bus active, and gets all events", () => {
  const bus = new EventBus(virtualRuntime());
  const published: unknown[] = [];
  const listen = (message: unknown, name: string | symbol): void => void published.push(name, message);
  assert.equal(bus.active, false);
  subscribe(CHANNEL, listen);
  try {
    assert.deepEqual([bus.active, bus.hasListeners], [true, true]);
    bus.subscribe(() => {}, { severity: "error" });
    bus.emit("a.b", "debug", "shop", 1, { note: "said" });
    assert.deepEqual(published, []);
    bus.flush();
  } finally {
    unsubscribe(CHANNEL, listen);
  }
  bus.emit("a.c", "debug", "shop");
  bus.flush();
  assert.equal(channel(CHANNEL).hasSubscribers, false);
  const at = { at: 0, wall: Date.UTC(2000, 0, 1) };
  assert.deepEqual(published, [
    "coppice:event",
    { seq: 1, ...at, severity: "debug", path: "shop", incarnation: 1, type: "a.b", note: "said" },
  ]);
});

test("close tells what is queued; what is emitted later goes nowhere, not even into the history", () => {
  const bus = new EventBus(virtualRuntime(), { history: true });
  const { types, listen } = collector();
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.close();
  bus.close();
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["a"]);
  assert.deepEqual([bus.active, bus.hasListeners], [false, false]);
  assert.deepEqual(bus.history?.snapshot().totals.byType, { a: 1 });
});

test("close in a listener: the others are told what is queued, and reports of its failure", () => {
  const bus = new EventBus(virtualRuntime());
  const { types, listen } = collector();
  bus.subscribe(({ type }) => {
    if (type !== "a") return;
    bus.close();
    throw new Error("broken too");
  });
  bus.subscribe(listen);
  bus.emit("a", "info", "shop");
  bus.emit("b", "info", "shop");
  bus.flush();
  assert.deepEqual(types(), ["a", "b", "listener.failed"]);
  assert.equal(bus.hasListeners, false);
});

test("close while a listener answers each event with another: its last report is told in the next turn, then it ends", async () => {
  const runtime = virtualRuntime();
  const bus = new EventBus(runtime);
  let rounds = 0;
  const { types, listen } = collector();
  bus.subscribe(() => {
    rounds += 1;
    bus.emit("again", "info", "shop");
    if (rounds === 100) {
      bus.close();
      throw new Error("last words");
    }
  });
  bus.subscribe(listen, { severity: "error" });
  bus.emit("first", "info", "shop");
  bus.flush();
  assert.equal(bus.hasListeners, true);
  await runtime.settle();
  assert.deepEqual(types(), ["listener.failed"]);
  assert.equal(bus.hasListeners, false);
});

test("to subscribe to a closed bus does nothing", () => {
  const bus = new EventBus(virtualRuntime());
  bus.close();
  const unsubscribed = bus.subscribe(() => {});
  assert.deepEqual([bus.active, bus.hasListeners], [false, false]);
  unsubscribed();
});

test("a rejection that comes after close is dropped", async () => {
  const bus = new EventBus(virtualRuntime(), { history: true });
  bus.subscribe(async () => {
    await nextTurn();
    throw new Error("too late");
  });
  bus.emit("a", "info", "shop");
  bus.close();
  await nextTurn();
  await nextTurn();
  assert.deepEqual(bus.history?.snapshot().totals.byType, { a: 1 });
});

test("what a bus cannot take is refused with what was given and what is expected", () => {
  const bus = new EventBus(virtualRuntime());
  const refusal = (message: RegExp) => ({ name: "CoppiceError", code: "BAD_OPTION", message });
  assert.throws(() => bus.subscribe("log" as never), refusal(/^subscribe\.listener is 'log': expected a function/));
  assert.throws(() => bus.subscribe(() => {}, { severity: "warning" as never }), refusal(/severity is 'warning': .*"warn"/));
  assert.throws(() => bus.stream({ severity: "all" as never }), refusal(/^stream\.severity is 'all'/));
  assert.throws(
    () => bus.stream({ capacity: 0 }),
    refusal(/^stream\.capacity is 0: expected a whole number of events from 1 up/),
  );
  assert.throws(() => bus.stream({ capacity: Infinity }), refusal(/^stream\.capacity is Infinity/));
  assert.equal(bus.active, false);
  const make = (options: object) => () => new EventBus(virtualRuntime(), options);
  assert.throws(make({ history: { capacity: -1 } }), refusal(/^history\.capacity is -1/));
  assert.throws(make({ history: { severity: "loud" } }), refusal(/^history\.severity is 'loud'/));
  assert.throws(make({ secrets: "password" }), refusal(/^secrets is 'password': expected an array/));
  assert.throws(make({ secrets: [""] }), refusal(/^secrets\[0\] is '': expected the name of a key/));
  assert.throws(make({ secrets: ["token", 5] }), refusal(/^secrets\[1\] is 5/));
});

test("an event of a subtree elsewhere is told with a number of this bus, when it happened but not later than now, masked", async () => {
  const runtime = virtualRuntime();
  const bus = new EventBus(runtime, { secrets: ["token"] });
  const { events, listen } = collector();
  bus.subscribe(listen, { severity: "info" });
  await runtime.advance("1s");
  const now = runtime.now();
  const wall = runtime.wall();
  const event = {
    seq: 70,
    at: now - 5,
    wall: wall - 5,
    severity: "info",
    path: "shop/far/a",
    incarnation: 2,
    type: "child.started",
  } as const;
  bus.relay({ ...event, token: "x" });
  bus.relay({ ...event, severity: "debug" });
  bus.relay({ ...event, at: now + 1_000, wall: wall + 1_000 });
  bus.flush();
  assert.deepEqual(events, [
    { ...event, seq: 1, token: "***" },
    { ...event, seq: 3, at: now, wall },
  ]);
});
