import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type StandardSchema, supervisor } from "coppice";
import { outcome } from "../support/actors.ts";
import { grow } from "../support/grown-tree.ts";

/** A schema as a library makes it. */
function schemaOf<Output>(validate: StandardSchema<Output>["~standard"]["validate"]): StandardSchema<Output> {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

const amount = schemaOf<{ by: number }>((value) => {
  const { by } = value as { by?: unknown };
  if (typeof by === "number") return { value: { by } };
  return { issues: [{ message: "expected a number", path: ["by"] }, { message: "try again" }] };
});

const counter = actor(
  "counter",
  () => {
    let count = 0;
    return {
      receive: {
        add: ({ by }: { by: number }) => (count += by),
        later: ({ by }: { by: number }) => by,
        reset: () => (count = 0),
        strange: () => undefined,
        torn: () => undefined,
      },
    };
  },
  {
    accepts: {
      add: amount,
      later: schemaOf((value) => Promise.resolve(amount["~standard"].validate(value))),
      strange: schemaOf(() => ({ value: 1 as never })),
      torn: schemaOf(() => {
        throw new Error("no such table");
      }),
    },
  },
);

test("a message from outside that fits its schema is a message, as the schema made it", async () => {
  const { app } = await grow(supervisor("root", [counter]));
  const ref = app.ref(counter);
  const message = await ref.accept(JSON.parse('{ "type": "add", "by": 2, "extra": true }'));
  assert.deepEqual(message, { type: "add", by: 2 });
  assert.equal(await ref.ask(message), 2);
  assert.deepEqual(await ref.accept({ type: "later", by: 3 }), { type: "later", by: 3 });
});

test("one that does not rejects BAD_MESSAGE, with each issue and its path; so does an asynchronous schema", async () => {
  const { app } = await grow(supervisor("root", [counter]));
  for (const type of ["add", "later"]) {
    await assert.rejects(app.ref(counter).accept({ type, by: "two" }), {
      code: "BAD_MESSAGE",
      message: `root/counter refuses a "${type}" from outside: by: expected a number; try again`,
      details: {
        path: "root/counter",
        issues: [
          { message: "expected a number", path: "by" },
          { message: "try again", path: "" },
        ],
      },
    });
  }
});

test("paths of issues are joined, keys given as objects too", async () => {
  const deep = actor(
    "deep",
    { receive: { order: () => undefined } },
    { accepts: { order: schemaOf(() => ({ issues: [{ message: "empty", path: ["items", { key: 0 }, "name"] }] })) } },
  );
  const { app } = await grow(supervisor("root", [deep]));
  await assert.rejects(app.ref(deep).accept({ type: "order" }), { message: /: items\.0\.name: empty$/ });
});

test("what is no message, of a type without a schema, or met by a schema that fails: BAD_MESSAGE", async () => {
  const { app } = await grow(supervisor("root", [counter]));
  const ref = app.ref(counter);
  for (const [given, said] of [
    [undefined, /expected a message/],
    ["add", /expected a message/],
    [{ by: 1 }, /expected a message/],
    [{ type: "reset" }, /accepts no "reset" from outside: it accepts add, later, strange, torn/],
    [{ type: "toString" }, /accepts no "toString"/],
    [{ type: "strange" }, /expected an object, the message without its type/],
    [{ type: "torn" }, /its schema failed: .*no such table/],
  ] as const) {
    await assert.rejects(ref.accept(given), { code: "BAD_MESSAGE", message: said });
  }
});

test("an actor without schemas accepts nothing from outside, and a path without an actor is NOT_FOUND", async () => {
  const plain = actor("plain", { receive: { hello: () => "hello" } });
  const { app } = await grow(supervisor("root", [plain]));
  const ref = app.ref(plain);
  await assert.rejects(ref.accept({ type: "hello" }), { code: "BAD_MESSAGE", message: /it accepts nothing/ });
  await app.stopChild("plain");
  await app.deleteChild("plain");
  assert.equal(await outcome(ref.accept({ type: "hello" })), "NOT_FOUND");
});

test("what is no schema is refused where the actor is written down", () => {
  for (const accepts of [1, { add: 1 }, { add: {} }, { add: { "~standard": {} } }]) {
    assert.throws(() => actor("a", { receive: {} }, { accepts }), {
      code: "BAD_OPTION",
      message: /"accepts" is .*Standard Schema/,
    });
  }
});
