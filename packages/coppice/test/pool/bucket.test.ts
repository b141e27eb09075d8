import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketOf } from "../../src/pool/bucket.ts";

const KEYS = Array.from({ length: 10_000 }, (_, at) => `account-${at}`);

const placed = (buckets: number, takes?: (bucket: number) => boolean): number[] =>
  KEYS.map((key) => bucketOf(key, buckets, takes));

test("keys are spread evenly: no bucket has a quarter more or less than its share", () => {
  for (const buckets of [2, 3, 8, 50]) {
    const shares = new Map<number, number>();
    for (const bucket of placed(buckets)) shares.set(bucket, (shares.get(bucket) ?? 0) + 1);
    const share = KEYS.length / buckets;
    assert.equal(shares.size, buckets);
    for (const [bucket, count] of shares)
      assert.ok(Math.abs(count - share) < share / 4 + 20, `${bucket} of ${buckets}: ${count}`);
  }
});

test("one more bucket: keys move to it alone, and about its share of them", () => {
  for (const buckets of [1, 4, 9]) {
    const before = placed(buckets);
    const moved = placed(buckets + 1).filter((bucket, at) => bucket !== before[at]);
    assert.ok(moved.every((bucket) => bucket === buckets));
    const share = KEYS.length / (buckets + 1);
    assert.ok(Math.abs(moved.length - share) < share / 10 + 20, `${moved.length} moved, ${share} expected`);
  }
});

test("a bucket that is left out: only its own keys move, to all the others; where all are left out, there is none", () => {
  const before = placed(5);
  const after = placed(5, (bucket) => bucket !== 2);
  const takers = new Set<number | undefined>();
  for (const [at, bucket] of after.entries()) {
    if (before[at] === 2) takers.add(bucket);
    else assert.equal(bucket, before[at]);
  }
  assert.deepEqual(takers, new Set([0, 1, 3, 4]));
  assert.equal(
    bucketOf("one", 5, () => false),
    -1,
  );
});
