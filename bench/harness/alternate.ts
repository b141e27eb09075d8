/** Sets something up, measures it, tears it down, and answers what it measured. */
export type Contender = () => Promise<number> | number;

/** Rounds that do not count: the compiler has to see the code first. */
const WARM_UP = 2;

/**
 * Lets contenders take turns in one process, so that what the machine does meanwhile hits them all, and answers the median of
 * each. Every second round goes in reverse.
 */
export async function alternate<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Readonly<Record<Name, number>>> {
  const turns = Object.entries<Contender>(contenders).map(([name, measure]) => ({ name, measure, measured: [] as number[] }));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const { measure, measured } of round % 2 === 0 ? turns : turns.toReversed()) {
      const value = await measure();
      if (round >= 0) measured.push(value);
    }
  }
  return Object.fromEntries(turns.map(({ name, measured }) => [name, median(measured)])) as Record<Name, number>;
}

/** The middle value; the mean of the two in the middle where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [lower = Number.NaN, upper = Number.NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (lower + upper) / 2;
}
