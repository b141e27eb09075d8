import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { inspect } from "node:util";
import { actor, type Behaviour, start, supervisor } from "coppice";
import { grownGate, outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

test("an ask is answered with what the handler answers, or with what its promise resolves with", async () => {
  const { ref, held, runtime } = await grownGate();
  assert.equal(await ref.ask({ type: "note", what: 1 }), 1);
  const waiting = watch(ref.ask({ type: "wait" }));
  await runtime.settle();
  held[0]?.resolve("later");
  await runtime.settle();
  assert.equal(waiting.value, "later");
});

test("an ask that is not answered in time rejects ASK_TIMEOUT, five seconds by default; the answer that comes then is a dead letter", async () => {
  const { ref, app, held, runtime } = await grownGate();
  const long = watch(ref.ask({ type: "wait" }));
  const short = watch(ref.ask({ type: "wait" }, { timeout: "1s" }));
  await runtime.advance("999ms");
  assert.equal(short.state, "open");
  await runtime.advance("1ms");
  assert.equal((short.error as { code: string }).code, "ASK_TIMEOUT");
  await runtime.advance("4s");
  assert.match((long.error as Error).message, /root\/gate did not answer within 5000 ms/);
  held[0]?.resolve("late");
  await runtime.settle();
  assert.deepEqual(app.deadLetters, { "late-reply": 1 });
  assert.equal(runtime.pending, 0);
});

test("many asks of one length have one timer", async () => {
  const { ref, runtime, held } = await grownGate();
  const asks = Array.from({ length: 100 }, () => outcome(ref.ask({ type: "wait" })));
  assert.equal(runtime.pending, 1);
  await runtime.advance("5s");
  assert.deepEqual(new Set(await Promise.all(asks)), new Set(["ASK_TIMEOUT"]));
  held[0]?.resolve(1);
});

test("an ask rejects with the reason of its signal, at once and later", async () => {
  const { ref, runtime } = await grownGate();
  const why = new Error("changed my mind");
  assert.equal(await outcome(ref.ask({ type: "note", what: 1 }, { signal: AbortSignal.abort(why) })), why);
  const controller = new AbortController();
  const asking = outcome(ref.ask({ type: "wait" }, { signal: controller.signal }));
  await runtime.settle();
  controller.abort(why);
  assert.equal(await asking, why);
  assert.equal(runtime.pending, 0, "nor is its deadline left");
});

test("a timeout that is no duration rejects", async () => {
  const { ref } = await grownGate();
  assert.equal(await outcome(ref.ask({ type: "note", what: 1 }, { timeout: "soon" as never })), "BAD_DURATION");
  assert.deepEqual(await outcome(ref.ask({ type: "note", what: 1 }, { timeout: Infinity })), { value: 1 });
});

test("a message without a handler: the ask learns which there are, a tell is a dead letter, and the actor lives on", async () => {
  const { ref, app, runtime } = await grownGate();
  const any = app.refAt(ref.path);
  await assert.rejects(any.ask({ type: "nope" }), { code: "UNHANDLED_MESSAGE", message: /"nope": it handles note, fail, wait/ });
  any.tell({ type: "toString" });
  for (const strange of [undefined, null, 1, "note", {}, { type: 1 }]) {
    any.tell(strange as never);
    assert.equal(await outcome(any.ask(strange as never)), "UNHANDLED_MESSAGE");
    assert.equal(await outcome(any.send(strange as never)), "UNHANDLED_MESSAGE");
  }
  await runtime.settle();
  assert.deepEqual(app.deadLetters, { unhandled: 8 });
  assert.equal(app.whichChild("gate").incarnation, 1);
});

test("ctx.reply answers before the handler is done; what the handler answers then counts no more", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const early = actor("early", (ctx) => ({
    receive: {
      go: async () => {
        ctx.reply("early");
        await promise;
        return "late";
      },
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [early]));
  assert.equal(await app.ref(early).ask({ type: "go" }), "early");
  resolve();
  await runtime.settle();
  assert.deepEqual(app.deadLetters, {});
});

test("ctx.later: the answer comes after the handler is done, once; nobody is owed one where nobody asked", async () => {
  const answers: ((value: unknown) => void)[] = [];
  const desk = actor("desk", (ctx) => ({
    receive: { ticket: (): unknown => void answers.push(ctx.later()), call: () => "next" },
  }));
  const { app, runtime } = await grow(supervisor("root", [desk]));
  const ref = app.ref(desk);
  const waiting = watch(ref.ask({ type: "ticket" }));
  ref.tell({ type: "ticket" });
  assert.equal(await ref.ask({ type: "call" }), "next", "others are served meanwhile");
  assert.equal(waiting.state, "open");
  for (const answer of answers) answer("yours");
  answers[0]?.("again");
  await runtime.settle();
  assert.equal(waiting.value, "yours");
  assert.deepEqual(app.deadLetters, { "late-reply": 1 });
});

test("an answer that is owed is refused when the incarnation ends: the exit after a failure, NOT_RUNNING after a stop", async () => {
  const desk = actor("desk", (ctx) => ({
    receive: {
      ticket: () => void ctx.later(),
      fail: () => {
        throw new Error("broken");
      },
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [desk]));
  const ref = app.ref(desk);
  const failed = outcome(ref.ask({ type: "ticket" }, { timeout: Infinity }));
  ref.tell({ type: "fail" });
  assert.equal(await failed, "ACTOR_FAILED");
  await runtime.settle();
  const stopped = outcome(ref.ask({ type: "ticket" }, { timeout: Infinity }));
  await app.stopChild("desk");
  assert.equal(await stopped, "NOT_RUNNING");
});

test("an ask in a circle is refused, with the circle", async () => {
  const pair = (id: string, other: string) =>
    actor(id, (ctx) => ({
      receive: { go: async () => await ctx.ref(`root/${other}`).ask({ type: "go" }) },
      onError: () => "resume",
    }));
  const { app } = await grow(supervisor("root", [pair("a", "b"), pair("b", "c"), pair("c", "a")]));
  const messages: string[] = [];
  let error: unknown = await app
    .refAt("root/a")
    .ask({ type: "go" })
    .catch((caught: unknown) => caught);
  for (; error instanceof Error; error = error.cause) messages.push(error.message);
  assert.match(messages.at(-1) ?? "", /root\/a asks root\/b asks root\/c asks root\/a/);
});

test("who asks himself outside of a handler is answered", async () => {
  const self = actor("self", (ctx) => {
    let answer: unknown;
    return {
      started: () => void ctx.self.ask({ type: "one" }).then((value) => (answer = value)),
      receive: { one: () => 1, answer: () => answer },
    };
  });
  const { app, runtime } = await grow(supervisor("root", [self]));
  await runtime.settle();
  assert.equal(await app.ref(self).ask({ type: "answer" }), 1);
});

test("ctx.sender is the actor that asks", async () => {
  const named = actor("named", (ctx) => ({ receive: { who: () => String(ctx.sender) } }));
  const asking = actor("asking", (ctx) => ({ receive: { go: async () => await ctx.ref(named).ask({ type: "who" }) } }));
  const { app } = await grow(supervisor("root", [named, asking]));
  assert.equal(await app.ref(asking).ask({ type: "go" }), "root/asking");
  assert.equal(await app.ref(named).ask({ type: "who" }), "undefined");
});

test("refs are values: alike when of one path, and shown as it", async () => {
  const { ref, app, spec } = await grownGate();
  assert.equal(String(ref), "root/gate");
  assert.equal(JSON.stringify({ ref }), '{"ref":"root/gate"}');
  assert.equal(inspect(ref), "Ref(root/gate)");
  assert.equal(ref.path, app.ref(spec).path);
});

test("a path that leads to no actor is NOT_FOUND", async () => {
  const { app } = await grownGate();
  for (const path of ["root", "root/nobody", "gate", "", "root/gate/below"]) {
    assert.throws(() => app.refAt(path), { code: "NOT_FOUND" }, path);
  }
  assert.throws(() => app.ref(actor("other", { receive: {} })), { code: "NOT_FOUND" });
});

test("become: the next message is handled by another behaviour", async () => {
  const light = actor("light", (ctx) => {
    const off: Behaviour = { receive: { press: () => (ctx.become(on), "on") } };
    const on: Behaviour = { receive: { press: () => (ctx.become(off), "off") } };
    return off;
  });
  const { app } = await grow(supervisor("root", [light]));
  const ref = app.ref(light);
  assert.deepEqual(
    [await ref.ask({ type: "press" }), await ref.ask({ type: "press" }), await ref.ask({ type: "press" })],
    ["on", "off", "on"],
  );
});

test("timers are on the tree's clock: once, at intervals, until cancelled, and never after the end", async () => {
  const noted: string[] = [];
  const clock = actor("clock", (ctx) => {
    let cancel = (): void => undefined;
    return {
      started: () => {
        ctx.after("2500ms", { type: "once" });
        cancel = ctx.every("1s", { type: "tick" });
      },
      receive: {
        once: () => void noted.push(`once ${ctx.now()}`),
        tick: () => void noted.push(`tick ${ctx.now()}`),
        quiet: () => cancel(),
        bad: () => ctx.every(0, { type: "tick" }),
      },
      onError: () => "resume",
    };
  });
  const { app, runtime } = await grow(supervisor("root", [clock]));
  await runtime.advance("3s");
  app.ref(clock).tell({ type: "quiet" });
  await runtime.advance("10s");
  assert.deepEqual(noted, ["tick 1000", "tick 2000", "once 2500", "tick 3000"]);
  assert.equal(await outcome(app.ref(clock).ask({ type: "bad" })), "ACTOR_FAILED");
  await app.restartChild("clock").catch(() => app.stopChild("clock"));
  await app.stop();
  assert.equal(runtime.pending, 0);
});

test("what is about the message at hand needs one", async () => {
  const early: unknown[] = [];
  const none = actor("none", (ctx) => {
    for (const member of ["reply", "stash", "unstash", "later"] as const) {
      try {
        ctx[member](undefined);
      } catch (error) {
        early.push((error as { code: unknown }).code);
      }
    }
    return {
      receive: {},
      started: () => {
        for (const member of ["reply", "stash", "later"] as const) {
          try {
            ctx[member](undefined);
          } catch (error) {
            early.push((error as { code: unknown }).code);
          }
        }
      },
    };
  });
  await grow(supervisor("root", [none]));
  assert.deepEqual(early, Array(7).fill("NO_MESSAGE"));
});

test("actors that tell each other without end let I/O in", async () => {
  let count = 0;
  const ping = (id: string, other: string) =>
    actor(id, (ctx) => ({
      receive: {
        ball: () => {
          count += 1;
          ctx.ref(`root/${other}`).tell({ type: "ball" });
        },
      },
    }));
  const app = await start(supervisor("root", [ping("a", "b"), ping("b", "a")]));
  app.refAt("root/a").tell({ type: "ball" });
  await turn();
  await turn();
  const before = count;
  await turn();
  assert.ok(count > before);
  await app.stop();
});
