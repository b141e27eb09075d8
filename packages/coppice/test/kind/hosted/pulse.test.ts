import assert from "node:assert/strict";
import { test } from "node:test";
import { virtualRuntime } from "coppice/testing";
import { Pulse } from "../../../src/kind/hosted/pulse.ts";

test("a pulse: in time while beats come, late once for each spell of so long without one", async () => {
  const runtime = virtualRuntime();
  const late: number[] = [];
  const pulse = new Pulse(runtime, 1_000, () => late.push(runtime.now()));
  const begun = runtime.now();
  for (let beat = 0; beat < 5; beat += 1) {
    await runtime.advance(900);
    pulse.beat();
  }
  assert.deepEqual(late, []);
  await runtime.advance(2_500);
  assert.deepEqual(
    late.map((at) => at - begun),
    [5_500, 6_500],
  );
  pulse.close();
  await runtime.advance(10_000);
  assert.equal(late.length, 2);
});
