import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, supervisor, task } from "coppice";
import { outcome } from "../support/actors.ts";
import { grow } from "../support/grown-tree.ts";

const behaviour = { receive: {} };

test("a behaviour that is none is refused where it is written down", () => {
  for (const none of [undefined, null, 1, "add", [], {}, { receive: 1 }]) {
    assert.throws(() => actor("a", none as never), {
      code: "BAD_SPEC",
      message: /a: actor\(…\) was given .*: expected a behaviour/,
    });
  }
});

test("an id that is none is refused", () => {
  assert.throws(() => actor("a/b", behaviour), { code: "BAD_ID" });
});

test("what a factory answers is looked at when it starts: a behaviour, its handlers, its hooks", async () => {
  const { app } = await grow(supervisor("root"));
  for (const none of [
    undefined,
    1,
    {},
    { receive: { add: 1 } },
    { receive: {}, started: 1 },
    { receive: {}, onError: "resume" },
  ]) {
    const error = (await app.startChild(actor("a", () => none as never)).catch((caught: unknown) => caught)) as Error;
    assert.deepEqual([(error as { code?: string }).code, (error.cause as { code?: string }).code], ["START_FAILED", "BAD_CHILD"]);
  }
});

test("mailbox options are checked, each with what is allowed", () => {
  for (const capacity of [0, -1, 1.5, Number.NaN, "10", null]) {
    assert.throws(() => actor("a", behaviour, { mailbox: { capacity: capacity as never } }), {
      code: "BAD_OPTION",
      message: /"mailbox.capacity" is .*: expected a whole number from 1 up, or Infinity/,
    });
  }
  assert.throws(() => actor("a", behaviour, { mailbox: { overflow: "drop" as never } }), {
    code: "BAD_OPTION",
    message: /"drop-oldest"/,
  });
  assert.throws(() => actor("a", behaviour, { mailbox: { size: 1 } as never }), {
    code: "BAD_OPTION",
    message: /"mailbox.size"/,
  });
  assert.throws(() => actor("a", behaviour, { mailbox: 10 as never }), { code: "BAD_OPTION" });
  assert.throws(() => actor("a", behaviour, { ready: "signal" } as never), { code: "BAD_OPTION" });
});

test("a mailbox is an option of actors alone, and the message says so", () => {
  assert.throws(() => task("t", async () => undefined, { mailbox: { capacity: 1 } } as never), {
    code: "BAD_OPTION",
    message: /it is an option of an actor/,
  });
});

test("options of every child hold for actors, and are copied", async () => {
  assert.throws(() => actor("a", behaviour, { restart: "permanent", significant: true }), { code: "BAD_COMBINATION" });
  const mailbox = { capacity: 1 };
  const spec = actor("a", { receive: { x: () => 1 } }, { mailbox });
  mailbox.capacity = 2;
  const { app } = await grow(supervisor("root", [spec]));
  assert.equal(app.ref(spec).mailbox().capacity, 1);
  assert.deepEqual(await outcome(app.ref(spec).ask({ type: "x" })), { value: 1 });
});
