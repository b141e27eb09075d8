/** One answer: the tree beside something, and whether that is as good as it should be. */
export interface Row {
  readonly question: string;
  /** What `ours` and `theirs` count: of a rate ("…/s") more is better, of all else less. */
  readonly unit: string;
  /** What the tree is compared with. */
  readonly beside: string;
  readonly ours: number;
  readonly theirs: number;
  /** How many times as much ours costs, in time or in bytes. */
  readonly ratio: number;
  /** The most that the ratio may be. */
  readonly goal: number;
  readonly met: boolean;
}

/** Makes a row of two medians; the ratio and the verdict follow from them. */
export function row(answer: Omit<Row, "ratio" | "met">): Row {
  const { unit, ours, theirs, goal } = answer;
  const ratio = unit.endsWith("/s") ? theirs / ours : ours / theirs;
  return { ...answer, ratio, met: ratio <= goal };
}
