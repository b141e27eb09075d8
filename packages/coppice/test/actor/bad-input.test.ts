import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, isCoppiceError, supervisor, task } from "coppice";
import { grownGate } from "../support/actors.ts";
import { grow } from "../support/grown-tree.ts";

/** The code and the message that a call throws, or rejects with. */
async function refusal(call: () => unknown): Promise<readonly [code: string, message: string]> {
  try {
    await call();
  } catch (error) {
    if (isCoppiceError(error)) return [error.code, error.message];
    throw error;
  }
  throw new Error("it was not refused");
}

test("a message to a path that is no actor", async () => {
  const { app } = await grow(supervisor("root", [task("work", ({ sleep }) => sleep("1h"))]));
  for (const path of ["root/nobody", "root/work", "root", "nowhere", ""]) {
    const [code, message] = await refusal(() => app.refAt(path));
    assert.equal(code, "NOT_FOUND");
    assert.equal(
      message,
      `there is no actor at ${path}: give the spec that stands in the tree, or a path that begins with its root, such as root/counter`,
    );
  }
});

test("a message to an actor that is gone", async () => {
  const { ref, app } = await grownGate();
  await app.stopChild("gate");
  await app.deleteChild("gate");
  ref.tell({ type: "note", what: 1 });
  assert.deepEqual(app.deadLetters, { "no-actor": 1 });
  for (const call of [() => ref.send({ type: "note", what: 1 }), () => ref.ask({ type: "note", what: 1 })]) {
    assert.deepEqual(await refusal(call), ["NOT_FOUND", "there is no actor at root/gate"]);
  }
});

test("an ask to a stopped tree", async () => {
  const { ref, app } = await grownGate();
  await app.stop();
  const [code, message] = await refusal(() => ref.ask({ type: "note", what: 1 }));
  assert.equal(code, "NOT_RUNNING");
  assert.match(message, /root\/gate does not run: it was stopped/);
});

test("a reply twice: the first counts, the second throws in the handler; so does one after ctx.later", async () => {
  const refused: unknown[] = [];
  const eager = actor("eager", (ctx) => ({
    receive: {
      go: async () => {
        ctx.reply("first");
        refused.push(await refusal(() => ctx.reply("second")));
      },
      owe: async () => {
        const answer = ctx.later();
        refused.push(await refusal(() => ctx.reply("too soon")));
        answer("owed");
      },
    },
  }));
  const { app, runtime } = await grow(supervisor("root", [eager]));
  const ref = app.ref(eager);
  assert.equal(await ref.ask({ type: "go" }), "first");
  assert.equal(await ref.ask({ type: "owe" }), "owed");
  const says = (what: string): string =>
    `root/eager: ctx.reply(…) was given '${what}' for an ask that is answered already, or left to ctx.later(): expected one reply for each ask. Return after it.`;
  assert.deepEqual(refused, [
    ["ALREADY_REPLIED", says("second")],
    ["ALREADY_REPLIED", says("too soon")],
  ]);
  ref.tell({ type: "go" });
  await runtime.settle();
  assert.deepEqual(app.deadLetters, { failed: 1 }, "where nobody asked ctx.reply does nothing, so nothing was refused");
});

test("a reply to one that waits no more is a dead letter that its event shows, and no failure", async () => {
  const slow = actor("slow", (ctx) => ({
    receive: {
      go: async () => {
        await ctx.sleep("2s");
        ctx.reply("at last");
      },
    },
  }));
  const { app, events, runtime } = await grow(supervisor("root", [slow]));
  const asking = refusal(() => app.ref(slow).ask({ type: "go" }, { timeout: "1s" }));
  await runtime.advance("3s");
  assert.deepEqual(await asking, ["ASK_TIMEOUT", "root/slow did not answer within 1000 ms"]);
  const [letter] = events.filter((event) => event.type === "dead-letter");
  assert.deepEqual([letter?.reason, letter?.path, letter?.message], ["late-reply", "root/slow", "'at last'"]);
  assert.equal(app.whichChild("slow").incarnation, 1);
});

test("a handler that never answers", async () => {
  const { ref, runtime } = await grownGate({ shutdown: "brutal" });
  const asking = refusal(() => ref.ask({ type: "wait" }, { timeout: "1s" }));
  await runtime.advance("1s");
  assert.deepEqual(await asking, ["ASK_TIMEOUT", "root/gate did not answer within 1000 ms"]);
});

test("a capacity of 0, below, or that is no number", async () => {
  for (const capacity of [0, -1, 0.5, Number.NaN]) {
    const [code, message] = await refusal(() => actor("desk", { receive: {} }, { mailbox: { capacity } }));
    assert.equal(code, "BAD_OPTION");
    assert.equal(message, `desk: option "mailbox.capacity" is ${capacity}: expected a whole number from 1 up, or Infinity.`);
  }
});

test("a cyclic ask", async () => {
  const ping = actor("ping", (ctx) => ({ receive: { go: async () => await ctx.ref("root/pong").ask({ type: "go" }) } }));
  const pong = actor("pong", (ctx) => ({
    receive: { go: async () => await refusal(() => ctx.ref("root/ping").ask({ type: "go" })) },
  }));
  const { app } = await grow(supervisor("root", [ping, pong]));
  assert.deepEqual(await app.ref(ping).ask({ type: "go" }), [
    "ASK_CYCLE",
    "nobody would ever answer: root/ping asks root/pong asks root/ping. Use tell in one of them, or answer before asking on",
  ]);
});
