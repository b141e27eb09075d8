import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorKind, isCoppiceError, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { idle } from "../../support/puppet.ts";

async function kindOf(failing: Promise<unknown>): Promise<ErrorKind | undefined> {
  try {
    await failing;
  } catch (error) {
    if (isCoppiceError(error)) return error.kind;
    throw error;
  }
  return undefined;
}

test("airssys A16 · errors tell fatal, retryable and not found apart", async () => {
  let attempts = 0;
  const flaky = task(
    "flaky",
    () => ({
      initialize: () => {
        attempts += 1;
        if (attempts === 1) throw new Error("not yet");
      },
      run: () => new Promise(() => undefined),
    }),
    { shutdown: "brutal" },
  );
  const { app } = await grow(supervisor("root", {}, [task("worker", idle)]));
  assert.equal(await kindOf(app.startChild(task("worker", idle))), "fatal");
  assert.equal(await kindOf(app.stopChild("nobody")), "not-found");
  assert.equal(await kindOf(app.startChild(flaky)), "retryable");
  assert.equal(await kindOf(app.startChild(flaky)), undefined, "the same call succeeds later");
  await app.stop();
  assert.equal(await kindOf(app.startChild(task("late", idle))), "retryable");
});
