import assert from "node:assert/strict";
import { test } from "node:test";
import { EventBus } from "../../src/event/event-bus.ts";
import type { EventHistory, HistoryOptions } from "../../src/event/event-history.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";

function newHistory(options: HistoryOptions | true): { readonly bus: EventBus; readonly history: EventHistory } {
  const bus = new EventBus(virtualRuntime(), { history: options });
  return { bus, history: bus.history ?? assert.fail("the bus has no history") };
}

const types = (history: EventHistory): string[] => history.snapshot().events.map(({ type }) => type);

test("the history has events at once, before anybody is told", () => {
  const { bus, history } = newHistory(true);
  bus.emit("child.started", "info", "shop/db", 1, { took: 5 });
  const wall = Date.UTC(2000, 0, 1);
  assert.deepEqual(history.snapshot().events, [
    { seq: 1, at: 0, wall, severity: "info", path: "shop/db", incarnation: 1, type: "child.started", took: 5 },
  ]);
});

test("the history keeps the last events up to its capacity, the oldest first, and counts what it dropped", () => {
  const { bus, history } = newHistory({ capacity: 2 });
  for (const type of ["a", "b", "c", "d", "e"]) bus.emit(type, "info", "shop");
  assert.deepEqual(types(history), ["d", "e"]);
  assert.equal(history.snapshot().dropped, 3);
});

test("the history keeps 1,000 events from info up, unless told otherwise", () => {
  const { bus, history } = newHistory(true);
  bus.emit("quiet", "debug", "shop");
  for (let count = 0; count < 1_001; count += 1) bus.emit("a", "info", "shop");
  const { events, dropped } = history.snapshot();
  assert.deepEqual([events.length, dropped], [1_000, 1]);
  assert.equal(
    events.some(({ type }) => type === "quiet"),
    false,
  );
});

test("the history keeps its severity and those above, and counts them all", () => {
  const { bus, history } = newHistory({ severity: "warn" });
  for (const severity of ["debug", "info", "warn", "error"] as const) bus.emit(`a.${severity}`, severity, "shop");
  bus.emit("a.error", "error", "shop");
  assert.deepEqual(types(history), ["a.warn", "a.error", "a.error"]);
  assert.deepEqual(history.snapshot().totals, {
    all: 5,
    byType: { "a.debug": 1, "a.info": 1, "a.warn": 1, "a.error": 2 },
    bySeverity: { debug: 1, info: 1, warn: 1, error: 2 },
  });
});

test("what a listener wants below the history's severity is told and not kept", () => {
  const { bus, history } = newHistory({ severity: "error" });
  const heard: string[] = [];
  bus.subscribe(({ type }) => heard.push(type));
  bus.emit("a", "debug", "shop");
  bus.flush();
  assert.deepEqual([heard, types(history)], [["a"], []]);
});

test("a snapshot is not changed by what comes later", () => {
  const { bus, history } = newHistory(true);
  bus.emit("a", "info", "shop");
  const before = history.snapshot();
  const copy = structuredClone(before);
  bus.emit("b", "warn", "shop");
  history.reset();
  assert.deepEqual(before, copy);
});

test("reset forgets events and totals; the numbers go on", () => {
  const { bus, history } = newHistory({ capacity: 1 });
  bus.emit("a", "info", "shop");
  bus.emit("a", "info", "shop");
  history.reset();
  assert.deepEqual(history.snapshot(), {
    events: [],
    dropped: 0,
    totals: { all: 0, byType: {}, bySeverity: { debug: 0, info: 0, warn: 0, error: 0 } },
  });
  bus.emit("b", "info", "shop");
  assert.deepEqual(
    history.snapshot().events.map(({ seq, type }) => [seq, type]),
    [[3, "b"]],
  );
});

test("a history can be read after the bus closed", () => {
  const { bus, history } = newHistory(true);
  bus.emit("a", "info", "shop");
  bus.close();
  assert.deepEqual(types(history), ["a"]);
});

test("no history unless asked for, and none of capacity 0: the bus is idle", () => {
  for (const history of [undefined, false, { capacity: 0 }] as const) {
    const bus = new EventBus(virtualRuntime(), history === undefined ? {} : { history });
    assert.deepEqual([bus.history, bus.active], [undefined, false]);
  }
});
