import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram, told } from "../../fault/run-program.ts";

test("flare F16 · a worker that throws outside its promise is noticed, and restarted; its sibling is not touched", async () => {
  const { code, out, err } = await runProgram(new URL("../../fault/fixtures/all-sources.ts", import.meta.url), [
    "timer",
    "emitter without a listener",
  ]);
  assert.equal(code, 0, err);
  assert.deepEqual(
    new Set(told({ code, out, err })),
    new Set([
      { path: "root/timer", incarnation: 1, stray: true, message: "timer" },
      { path: "root/emitter-without-a-listener", incarnation: 1, stray: true, message: "emitter without a listener" },
      { path: "root/witness", incarnation: 1 },
    ]),
  );
});
