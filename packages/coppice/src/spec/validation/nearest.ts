/**
 * The one of the known words that another was probably meant to be: it differs by a slip or two, by case and punctuation, or by
 * being a part of it; undefined when none is near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const bare = stripped(word);
  if (bare === "") return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(bare.length / 3)) + 1;
  for (const candidate of known) {
    const distance = edits(bare, stripped(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best ?? known.find((candidate) => isPart(bare, stripped(candidate)));
}

function stripped(word: string): string {
  // Beyond any option's length nothing is near, and the work stays small.
  return word
    .slice(0, 40)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}

/** Shorter than four letters, a word is a part of too many. */
function isPart(one: string, other: string): boolean {
  return Math.min(one.length, other.length) >= 4 && (one.includes(other) || other.includes(one));
}

/** How many letters must be put in, left out, replaced, or swapped with their neighbour. */
function edits(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = at(row, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replaced, isSwap ? at(before, j - 2) + 1 : Infinity));
    }
    [before, row] = [row, next];
  }
  return at(row, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
