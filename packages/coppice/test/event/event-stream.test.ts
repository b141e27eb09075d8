import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { test } from "node:test";
import { EventBus } from "../../src/event/event-bus.ts";
import type { EventStream } from "../../src/event/event-stream.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";

const DONE = { done: true, value: undefined };

function newBus(): { readonly bus: EventBus; readonly tell: (...types: string[]) => void } {
  const bus = new EventBus(virtualRuntime());
  return {
    bus,
    tell(...types) {
      for (const type of types) bus.emit(type, "info", "shop");
      bus.flush();
    },
  };
}

/** What a stream has yet, up to its end. */
async function rest(stream: EventStream): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  return types;
}

test("a stream has the events from the moment it was made on, read or not, and is done after close", async () => {
  const { bus, tell } = newBus();
  tell("before");
  const stream = bus.stream();
  tell("a", "b");
  bus.close();
  assert.deepEqual(await rest(stream), ["a", "b"]);
  assert.deepEqual(await stream.next(), DONE);
});

test("a reader who waits gets the next event when it comes, several in the order they asked", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream();
  const both = Promise.all([stream.next(), stream.next()]);
  await nextTurn();
  tell("a", "b");
  assert.deepEqual(
    (await both).map(({ value }) => value?.type),
    ["a", "b"],
  );
});

test("readers who wait are done when the bus closes", async () => {
  const { bus } = newBus();
  const stream = bus.stream();
  const both = Promise.all([stream.next(), stream.next()]);
  bus.close();
  assert.deepEqual(await both, [DONE, DONE]);
});

test("a stream of a closed bus is done at once", async () => {
  const { bus } = newBus();
  bus.close();
  assert.deepEqual(await rest(bus.stream()), []);
});

test("a slow reader loses the oldest events, and reads a gap in their place that says which", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream({ capacity: 2 });
  tell("a", "b", "c", "d", "e");
  assert.deepEqual(await stream.next(), { done: false, value: { type: "gap", dropped: 3, from: 1, to: 3 } });
  bus.close();
  assert.deepEqual(await rest(stream), ["d", "e"]);
});

test("each time a reader falls behind, a gap of its own tells", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream({ capacity: 1 });
  tell("a", "b");
  assert.deepEqual((await stream.next()).value, { type: "gap", dropped: 1, from: 1, to: 1 });
  tell("c");
  assert.deepEqual((await stream.next()).value, { type: "gap", dropped: 1, from: 2, to: 2 });
  assert.equal((await stream.next()).value?.type, "c");
  tell("d");
  assert.equal((await stream.next()).value?.type, "d");
});

test("a reader who keeps up never sees a gap", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream({ capacity: 1 });
  for (const type of ["a", "b", "c", "d"]) {
    tell(type);
    assert.equal((await stream.next()).value?.type, type);
  }
});

test("1,000 events wait, unless told otherwise", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream();
  tell(...Array<string>(1_001).fill("a"));
  assert.deepEqual((await stream.next()).value, { type: "gap", dropped: 1, from: 1, to: 1 });
  bus.close();
  assert.equal((await rest(stream)).length, 1_000);
});

test("a stream has its severity and those above; what is below is no gap", async () => {
  const { bus } = newBus();
  const stream = bus.stream({ severity: "warn", capacity: 1 });
  for (const severity of ["error", "debug", "info", "warn"] as const) bus.emit(severity, severity, "shop");
  bus.close();
  assert.deepEqual((await stream.next()).value, { type: "gap", dropped: 1, from: 1, to: 1 });
  assert.deepEqual(await rest(stream), ["warn"]);
});

test("leaving a for await unsubscribes", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream();
  tell("a", "b");
  for await (const { type } of stream) {
    assert.equal(type, "a");
    break;
  }
  assert.equal(bus.active, false);
  assert.deepEqual(await rest(stream), []);
});

test("return drops what waits, and readers who wait are done", async () => {
  const { bus, tell } = newBus();
  const stream = bus.stream({ capacity: 1 });
  tell("a", "b");
  assert.deepEqual(await stream.return(), DONE);
  assert.deepEqual(await stream.next(), DONE);

  const waiting = bus.stream();
  const next = waiting.next();
  await waiting.return();
  assert.deepEqual(await next, DONE);
  assert.equal(bus.active, false);
});

test("await using unsubscribes at the end of the block", async () => {
  const { bus } = newBus();
  const stream = bus.stream();
  assert.equal(bus.active, true);
  await stream[Symbol.asyncDispose]();
  assert.equal(bus.active, false);
});

test("when its signal aborts, the reader who waits gets the reason, those behind are done, and it is unsubscribed", async () => {
  const { bus, tell } = newBus();
  const controller = new AbortController();
  const reason = new Error("enough");
  const stream = bus.stream({ signal: controller.signal });
  const first = stream.next();
  const second = stream.next();
  controller.abort(reason);
  await assert.rejects(first, reason);
  assert.deepEqual(await second, DONE);
  assert.equal(bus.active, false);
  tell("late");
  assert.deepEqual(await stream.next(), DONE);
});

test("when its signal aborts while nobody waits, what waits is dropped, and the next to ask gets the reason, once", async () => {
  const { bus, tell } = newBus();
  const controller = new AbortController();
  const stream = bus.stream({ signal: controller.signal, capacity: 1 });
  tell("a", "b");
  controller.abort("enough");
  await assert.rejects(stream.next(), (reason) => reason === "enough");
  assert.deepEqual(await stream.next(), DONE);
});

test("a stream with a signal that was aborted before rejects at the first next, and never subscribes", async () => {
  const { bus } = newBus();
  const stream = bus.stream({ signal: AbortSignal.abort("before") });
  assert.equal(bus.active, false);
  await assert.rejects(rest(stream), (reason) => reason === "before");
});

test("a stream that ended, whichever way, leaves nothing on its signal", async () => {
  const { bus } = newBus();
  const { signal } = new AbortController();
  await bus.stream({ signal }).return();
  const other = bus.stream({ signal });
  assert.equal(getEventListeners(signal, "abort").length, 1);
  bus.close();
  assert.deepEqual(await rest(other), []);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("an abort after the end changes nothing", async () => {
  const { bus, tell } = newBus();
  const controller = new AbortController();
  const stream = bus.stream({ signal: controller.signal });
  tell("a");
  bus.close();
  controller.abort("late");
  assert.deepEqual(await rest(stream), ["a"]);
});

test("a reader that is slow in its body slows neither the tree nor other listeners", async () => {
  const { bus, tell } = newBus();
  const heard: string[] = [];
  bus.subscribe(({ type }) => heard.push(type));
  const stream = bus.stream({ capacity: 1 });
  const reading = (async () => {
    for await (const { type } of stream) {
      heard.push(`read ${type}`);
      await nextTurn();
    }
  })();
  tell("a");
  await Promise.resolve();
  tell("b", "c", "d");
  assert.deepEqual(
    heard.filter((type) => !type.startsWith("read")),
    ["a", "b", "c", "d"],
  );
  bus.close();
  await reading;
  assert.deepEqual(
    heard.filter((type) => type.startsWith("read")),
    ["read a", "read gap", "read d"],
  );
});

test("what is no signal is refused, and nothing is subscribed", () => {
  const bus = new EventBus(virtualRuntime());
  for (const signal of [5, null, {}, new AbortController()]) {
    assert.throws(() => bus.stream({ signal: signal as never }), {
      code: "BAD_OPTION",
      message: /^stream\.signal is .*: expected an AbortSignal, such as that of new AbortController\(\)\.$/,
    });
  }
  assert.equal(bus.active, false);
});
