import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, inspect, registry, resume, supervisor, suspend } from "coppice";
import { grownGate, outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

test("inspect answers a copy of what the behaviour exposes", async () => {
  const basket = new Map([["apples", { count: 1 }]]);
  const shop = actor("shop", () => ({ inspect: () => ({ basket }), receive: { buy: () => basket.get("apples") } }));
  const { app } = await grow(supervisor("root", [shop]));
  const state = (await inspect(app.ref(shop))) as { basket: typeof basket };
  assert.deepEqual(state, { basket });
  const apples = state.basket.get("apples");
  if (apples !== undefined) apples.count = 100;
  assert.deepEqual(await app.ref(shop).ask({ type: "buy" }), { count: 1 });
});

test("without inspect(): a class's public fields, an object's own members, but none of its hooks", async () => {
  class Counter {
    count = 1;
    log = () => "a function is shown, not handed out";
    #secret = 2;
    receive = { add: () => (this.count += this.#secret) };
    stopped(): void {}
  }
  const counter = actor("counter", Counter);
  const plain = actor("plain", () => ({ total: 3, onError: () => "resume" as const, receive: {} }));
  const { app } = await grow(supervisor("root", [counter, plain]));
  await app.ref(counter).ask({ type: "add" });
  const { count, log, ...none } = (await inspect(app.ref(counter))) as Record<string, unknown>;
  assert.equal(count, 3);
  assert.equal(typeof log, "string");
  assert.deepEqual(none, {});
  assert.deepEqual(await inspect(app.ref(plain)), { total: 3 });
});

test("after become it is the new behaviour that is inspected", async () => {
  const door = actor("door", (ctx) => ({
    state: "open",
    receive: { shut: () => ctx.become({ state: "shut", receive: {} } as never) },
  }));
  const { app } = await grow(supervisor("root", [door]));
  await app.ref(door).ask({ type: "shut" });
  assert.deepEqual(await inspect(app.ref(door)), { state: "shut" });
});

test("inspect waits for the message at hand, and goes before all that wait", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const noted: unknown[] = [];
  const busy = actor("busy", {
    inspect: () => [...noted],
    receive: {
      wait: async () => {
        await promise;
        noted.push("waited");
      },
      note: () => void noted.push("note"),
    },
  });
  const { app, runtime } = await grow(supervisor("root", [busy]));
  const ref = app.ref(busy);
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note" });
  const seen = inspect(ref);
  const late = outcome(inspect(ref, { timeout: "1s" }));
  const why = new Error("no more");
  const controller = new AbortController();
  const aborted = outcome(inspect(ref, { signal: controller.signal }));
  controller.abort(why);
  await runtime.advance("1s");
  assert.deepEqual([await late, await aborted], ["ASK_TIMEOUT", why]);
  resolve();
  assert.deepEqual(await seen, ["waited"]);
  await runtime.settle();
  assert.deepEqual(noted, ["waited", "note"]);
  assert.equal(runtime.pending, 0);
});

test("an inspect() that throws rejects, and does the actor no harm", async () => {
  const why = new Error("not now");
  const shy = actor("shy", {
    receive: { hello: () => "hello" },
    inspect: () => {
      throw why;
    },
  });
  const { app } = await grow(supervisor("root", [shy]));
  assert.equal(await outcome(inspect(app.ref(shy))), why);
  assert.equal(await app.ref(shy).ask({ type: "hello" }), "hello");
});

test("suspended: messages wait, inspect answers; resumed: they are handled in their order", async () => {
  const { ref, app, noted, events, runtime } = await grownGate();
  await suspend(ref);
  await suspend(ref);
  ref.tell({ type: "note", what: 1 });
  const asked = watch(ref.ask({ type: "note", what: 2 }));
  await runtime.settle();
  assert.deepEqual([noted, ref.mailbox().suspended, ref.mailbox().waiting], [[], true, 2]);
  assert.deepEqual(await inspect(ref), {});
  assert.equal(app.whichChild("gate").state, "running");
  await resume(ref);
  await resume(ref);
  await runtime.settle();
  assert.deepEqual([noted, asked.value, ref.mailbox().suspended], [[1, 2], 2, false]);
  assert.deepEqual(
    events.map(({ type }) => type).filter((type) => type.startsWith("actor.")),
    ["actor.suspended", "actor.resumed"],
  );
});

test("suspend resolves when the message at hand is done", async () => {
  const { ref, held, noted, runtime } = await grownGate();
  ref.tell({ type: "wait" });
  await runtime.settle();
  ref.tell({ type: "note", what: 1 });
  const suspending = watch(suspend(ref));
  await runtime.settle();
  assert.equal(suspending.state, "open");
  held[0]?.resolve(1);
  await runtime.settle();
  assert.deepEqual([suspending.state, noted], ["done", []]);
});

test("a suspended actor stops as any other; what waited is dead", async () => {
  const { ref, app } = await grownGate();
  await suspend(ref);
  ref.tell({ type: "note", what: 1 });
  await app.stopChild("gate");
  assert.deepEqual(app.deadLetters, { "not-running": 1 });
  assert.equal(ref.mailbox().suspended, false);
});

test("the next incarnation is not suspended, and handles what waited", async () => {
  const { ref, app, noted, runtime } = await grownGate();
  await suspend(ref);
  ref.tell({ type: "note", what: 1 });
  await app.stopChild("gate");
  await app.restartChild("gate");
  ref.tell({ type: "note", what: 2 });
  await runtime.settle();
  assert.deepEqual(noted, [2]);
});

test("of an actor that is down: NOT_RUNNING when stopped, an answer of the next incarnation when it is being restarted", async () => {
  const { ref, app, runtime } = await grownGate({ backoff: { first: "1s", jitter: 0 } });
  ref.tell({ type: "fail" });
  await runtime.settle();
  const waiting = watch(inspect(ref));
  await runtime.advance("999ms");
  assert.equal(waiting.state, "open");
  await runtime.advance("1ms");
  assert.deepEqual(waiting.value, {});
  ref.tell({ type: "fail" });
  await runtime.settle();
  const refused = outcome(inspect(ref));
  await app.stopChild("gate");
  assert.equal(await refused, "NOT_RUNNING");
  assert.equal(await outcome(suspend(ref)), "NOT_RUNNING");
  await app.deleteChild("gate");
  assert.equal(await outcome(resume(ref)), "NOT_FOUND");
});

test("what is no address of one actor is refused, and what was expected is said", async () => {
  const names = registry("names");
  const { app } = await grow(supervisor("root", [names]));
  for (const given of ["root/names", undefined, app.use(names).via("anna")]) {
    await assert.rejects(inspect(given as never), {
      code: "BAD_OPTION",
      message: /^inspect\(ref\) was given .*: expected the address of an actor, such as app\.ref\(spec\)/,
    });
  }
});

test("an actor that waits for its own inspection is refused", async () => {
  const vain = actor("vain", (ctx) => ({ receive: { look: async () => await outcome(inspect(ctx.self)) } }));
  const { app } = await grow(supervisor("root", [vain]));
  assert.equal(await app.ref(vain).ask({ type: "look" }), "ASK_CYCLE");
});

test("inspect, asked in a handler without waiting, is answered after it", async () => {
  let seen: Promise<unknown> | undefined;
  const other = actor("other", () => {
    const behaviour = { n: 0, receive: { add: () => (behaviour.n += 1) } };
    return behaviour;
  });
  const curious = actor("curious", (ctx) => ({
    receive: {
      look: () => {
        ctx.ref(other).tell({ type: "add" });
        seen = inspect(ctx.ref(other));
      },
    },
  }));
  const { app } = await grow(supervisor("root", [other, curious]));
  await app.ref(curious).ask({ type: "look" });
  assert.deepEqual(Object.keys((await seen) as object), ["n"]);
});
