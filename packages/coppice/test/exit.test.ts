import assert from "node:assert/strict";
import { test } from "node:test";
import { plainRuntime, start, supervisor, task } from "../src/index.ts";
import { complete, type Exit, failedWith } from "../src/exit.ts";

/** The keys of all getters in plain data. */
function gettersIn(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(data)).flatMap(([key, property]) =>
    Object.hasOwn(property, "get") ? [key] : gettersIn(property.value),
  );
}

test("a complete exit is values through and through, also below supervisors that gave up", () => {
  const failure = failedWith(new Error("top", { cause: new Error("deep") }));
  const exit: Exit = {
    type: "gave-up",
    why: "intensity",
    cause: { path: "root/inner", exit: { type: "linked", cause: { path: "root/inner/task", exit: failure } } },
  };
  assert.notDeepEqual(gettersIn(exit), []);
  assert.equal(complete(exit), exit);
  assert.deepEqual(gettersIn(exit), []);
});

test("what a tree answers about exits is values through and through", async () => {
  const failing = task(
    "failing",
    async () => {
      throw new Error("of the task");
    },
    { restart: "temporary" },
  );
  const once = task("once", () => Promise.reject(new Error("once")), { restart: "transient", backoff: { first: "1h" } });
  const root = supervisor("root", { intensity: { restarts: 0, within: "1s" } }, [once, supervisor("inner", {}, [failing])]);
  const app = await start(root, { runtime: plainRuntime });
  await new Promise((resolve) => setImmediate(resolve));
  const { exit } = app.child("once").info();
  assert.equal(exit?.type, "failed");
  assert.deepEqual(gettersIn(exit), []);
  assert.deepEqual(gettersIn(await app.stop()), []);
});
