/** How many times each size is measured. */
const ROUNDS = 3;

/** Something that takes longer the larger it is: set up, then measured. */
export type Sized = (
  size: number,
) => Promise<{ readonly measured: () => Promise<unknown>; readonly after?: () => Promise<unknown> }>;

/**
 * How many times more processor time one unit costs at the larger size than at the smaller: 1 when it is in proportion. Medians of sizes that
 * take turns; what other processes do meanwhile does not count.
 */
export async function costPerUnit(small: number, large: number, sized: Sized): Promise<number> {
  const times = { small: [] as number[], large: [] as number[] };
  // What is not compiled yet costs more, at whatever size comes first.
  await timeOf(large, sized);
  for (let round = 0; round < ROUNDS; round += 1) {
    times.small.push(await timeOf(small, sized));
    times.large.push(await timeOf(large, sized));
  }
  return median(times.large) / large / (median(times.small) / small);
}

async function timeOf(size: number, sized: Sized): Promise<number> {
  const { measured, after } = await sized(size);
  const before = process.cpuUsage();
  await measured();
  const { user, system } = process.cpuUsage(before);
  await after?.();
  return user + system;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
