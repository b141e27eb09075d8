import assert from "node:assert/strict";
import { test } from "node:test";
import { Stall } from "../../../src/fault/watchdog/stall.ts";

const PACE = 100;

test("a loop that beats never stands still", () => {
  const stall = new Stall(0, 0);
  for (let beat = 1; beat < 10; beat += 1) stall.look(beat * PACE, beat, PACE);
  assert.deepEqual([stall.stood, stall.beats], [0, 9]);
});

test("without a beat the time adds up, and the next beat begins anew", () => {
  const stall = new Stall(0, 7);
  for (let look = 1; look <= 5; look += 1) stall.look(look * PACE, 7, PACE);
  assert.equal(stall.stood, 500);
  stall.look(600, 8, PACE);
  assert.equal(stall.stood, 0);
});

test("time in which nobody could look, as the whole process stood still, counts for no more than twice the pace", () => {
  const stall = new Stall(0, 7);
  stall.look(100, 7, PACE);
  stall.look(3_600_000, 7, PACE);
  assert.equal(stall.stood, 300);
});
