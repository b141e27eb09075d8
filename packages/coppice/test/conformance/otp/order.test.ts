import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 87 · children start in the order given, rest-for-one stops later ones last first, and a stop is the start reversed", async () => {
  const ids = ["aaa", "xxx", "bbb", "yyy", "abc"] as const;
  const children = ids.map((id) => scripted(id));
  const steps: string[] = [];
  const tree = supervisor(
    "root",
    { strategy: "rest-for-one" },
    children.map(({ spec }) => spec),
  );
  const { app, runtime } = await grow(tree, {
    listen: (source) =>
      source.subscribe(({ type, path }) => {
        if (type === "child.starting") steps.push(`start ${path}`);
        if (type === "child.stopping") steps.push(`stop ${path}`);
      }),
  });
  const taken = (): string[] => steps.splice(0).map((step) => step.replace("root/", ""));
  assert.deepEqual(taken(), ["start aaa", "start xxx", "start bbb", "start yyy", "start abc"]);
  assert.deepEqual(
    app.whichChildren().map(({ id }) => id),
    ids,
  );
  children[2]?.fail();
  await runtime.settle();
  assert.deepEqual(taken(), ["stop abc", "stop yyy", "start bbb", "start yyy", "start abc"]);
  await app.stop();
  assert.deepEqual(taken(), ["stop abc", "stop yyy", "stop bbb", "stop xxx", "stop aaa"]);
});
