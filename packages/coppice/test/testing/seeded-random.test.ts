import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../src/testing/seeded-random.ts";

function drawn(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
}

test("the same seed gives the same numbers, another seed others", () => {
  assert.deepEqual(drawn(7, 100), drawn(7, 100));
  assert.notDeepEqual(drawn(7, 100), drawn(8, 100));
});

test("numbers are from 0 up to 1, and as many in each tenth, for any seed", () => {
  for (const seed of [0, 1, -1, 2 ** 31, 1.5]) {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const number of drawn(seed, 100_000)) {
      assert.ok(number >= 0 && number < 1);
      const tenth = Math.floor(number * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) assert.ok(Math.abs(count - 10_000) < 500);
  }
});
