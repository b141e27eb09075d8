/** FNV-1a's, of 32 bits. */
const START = 0x81_1c_9d_c5;
const PRIME = 0x01_00_01_93;

/** A number from 0 up to 2^32 that is the same for a text everywhere and at all times: FNV-1a over its UTF-16 units, mixed once more. */
export function keyHash(text: string): number {
  let hash = START;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), PRIME);
    hash = Math.imul(hash ^ (unit >>> 8), PRIME);
  }
  // The lowest bits of FNV-1a alone tell short texts apart badly, and those are what a remainder sees.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45_d9_f3_b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
