import { keyHash } from "../kind/partitions/key-hash.ts";

/**
 * The bucket of a key, from 0 to `buckets` - 1: the same key, the same bucket, in every process. Of all that may take it, the one with the highest
 * score has it, so that few keys move: one more bucket takes its share from all others, and of one that is left out only its own keys move,
 * to all others evenly. Looks at every bucket.
 *
 * @param takes which buckets may be chosen. Default: all. Where none may, -1.
 */
export function bucketOf(key: string, buckets: number, takes?: (bucket: number) => boolean): number {
  const seed = keyHash(key);
  let best = -1;
  let highest = -1;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const score = scramble(seed ^ Math.imul(bucket + 1, 0x9e37_79b1));
    if (score > highest && (takes === undefined || takes(bucket))) {
      highest = score;
      best = bucket;
    }
  }
  return best;
}

/** Spreads every bit over all others, as the end of MurmurHash3 does. */
function scramble(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
