import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, supervisor } from "coppice";
import { grow } from "../support/grown-tree.ts";

const desk = actor("desk", { receive: {} });

test("all dead letters are counted, by reason; of each reason the first hundred are told, then one in a hundred", async () => {
  const { app, events, runtime } = await grow(supervisor("root", [desk]));
  const ref = app.refAt("root/desk");
  for (let number = 1; number <= 320; number += 1) ref.tell({ type: "strange" });
  await runtime.settle();
  await app.stopChild("desk");
  ref.tell({ type: "strange" });
  await runtime.settle();
  assert.deepEqual(app.deadLetters, { unhandled: 320, "not-running": 1 });
  const told = events.filter((event) => event.type === "dead-letter").map(({ reason, count }) => `${reason} ${count}`);
  const first = Array.from({ length: 100 }, (_, at) => `unhandled ${at + 1}`);
  assert.deepEqual(told, [...first, "unhandled 200", "unhandled 300", "not-running 1"]);
  await app.stop();
});

test("a long message is told shortened, and secrets in it are masked", async () => {
  const { app, events, runtime } = await grow(supervisor("root", [desk]), { secrets: ["password"] });
  app.refAt("root/desk").tell({ type: "strange", password: "tiger", text: "x".repeat(10_000) } as never);
  await runtime.settle();
  const [letter] = events.filter((event) => event.type === "dead-letter");
  assert.ok((letter?.message.length ?? Infinity) <= 200);
  assert.doesNotMatch(letter?.message ?? "tiger", /tiger/);
  await app.stop();
});
