import assert from "node:assert/strict";
import { test } from "node:test";
import { start, supervisor, task, type TreeEvent } from "../../src/index.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { puppet, untilStopped } from "./children.ts";

const shop = supervisor("shop", {}, [task("a", untilStopped)]);

test("subscribe: the listener is told what happens from now on, until it is let go", async () => {
  const app = await start(shop, { runtime: virtualRuntime() });
  const types: string[] = [];
  const stop = app.subscribe(({ type }) => types.push(type));
  await app.stopChild("a");
  stop();
  await app.restartChild("a");
  assert.deepEqual(types, ["child.stopping", "child.exited"]);
  await app.stop();
});

test("subscribe: a severity floor holds back what matters less", async () => {
  const app = await start(shop, { runtime: virtualRuntime() });
  const severities = new Set<string>();
  app.subscribe(({ severity }) => severities.add(severity), { severity: "info" });
  await app.stopChild("a");
  assert.deepEqual([...severities], ["info"]);
});

test("subscribe: a listener that throws is an event for the others, and the tree goes on", async () => {
  const runtime = virtualRuntime();
  const app = await start(shop, { runtime });
  const failures: TreeEvent[] = [];
  app.subscribe(function picky() {
    throw new Error("not now");
  });
  app.subscribe(async function slow() {
    await Promise.reject(new Error("not ever"));
  });
  app.subscribe((event) => event.type === "listener.failed" && failures.push(event));
  assert.deepEqual(await app.stopChild("a"), { type: "shutdown" });
  await runtime.settle();
  const told = failures.flatMap((event) =>
    event.type === "listener.failed" ? [[event.listener, event.path, event.error.message]] : [],
  );
  assert.deepEqual(told.slice(0, 1), [["picky", "shop", "not now"]]);
  assert.ok(told.some(([listener]) => listener === "slow"));
});

test("subscribe: a listener may give the tree commands", async () => {
  const runtime = virtualRuntime();
  const app = await start(shop, { runtime });
  const stop = app.subscribe((event) => {
    if (event.type === "child.exited") void app.restartChild("a");
  });
  await app.stopChild("a");
  await runtime.settle();
  stop();
  assert.equal(app.child("a").info().incarnation, 2);
});

test("subscribe: what is no function, or no severity, is refused", async () => {
  const app = await start(shop, { runtime: virtualRuntime() });
  assert.throws(() => app.subscribe(undefined as never), { code: "BAD_OPTION", message: /subscribe\.listener/ });
  assert.throws(() => app.subscribe(() => undefined, { severity: "loud" as never }), {
    code: "BAD_OPTION",
    message: /subscribe\.severity/,
  });
});

test("stream: the events come as an iterator, which ends with the tree", async () => {
  const app = await start(shop, { runtime: virtualRuntime() });
  const stream = app.stream({ severity: "info" });
  await app.stop();
  const types: string[] = [];
  for await (const event of stream) types.push(event.type);
  assert.deepEqual(types, ["supervisor.stopping", "child.exited", "supervisor.stopped"]);
});

test("stream: asked for after the tree has ended, it is done at once", async () => {
  const app = await start(shop, { runtime: virtualRuntime() });
  await app.stop();
  assert.deepEqual(await app.stream().next(), { done: true, value: undefined });
});

test("history: keeps the last events and totals of all, and forgets them when it is reset", async () => {
  const app = await start(shop, { runtime: virtualRuntime(), history: { capacity: 2 } });
  const before = app.history?.snapshot();
  assert.deepEqual(
    before?.events.map(({ type }) => type),
    ["child.started", "supervisor.started"],
  );
  assert.deepEqual(before.totals, {
    all: 3,
    byType: { "child.starting": 1, "child.started": 1, "supervisor.started": 1 },
    bySeverity: { debug: 1, info: 2, warn: 0, error: 0 },
  });
  app.history?.reset();
  assert.equal(app.history?.snapshot().totals.all, 0);
  await app.stop();
  assert.equal(before.totals.all, 3);
});

test("history: there is none unless it is asked for", async () => {
  const app = await start(shop, { runtime: virtualRuntime() });
  assert.equal(app.history, undefined);
});

test("secrets: what is marked as secret is masked in events", async () => {
  const runtime = virtualRuntime();
  const a = puppet();
  const app = await start(supervisor("shop", {}, [task("a", a.run)]), { runtime, secrets: ["password"] });
  const texts: string[] = [];
  app.subscribe((event) => texts.push(JSON.stringify(event)));
  a.fail(new Error("refused: password=hunter22"));
  await runtime.settle();
  assert.ok(texts.some((text) => text.includes("refused: password=")));
  assert.ok(texts.every((text) => !text.includes("hunter22")));
});
