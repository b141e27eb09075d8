/** Who stands on the loop. */
export interface Culprit {
  readonly path: string;
  readonly incarnation: number;
  /** The claim that knows it. */
  readonly claim: number;
}

/** What a look at a loop that stands still has shown. */
export interface Sight {
  /** The child on the loop; null: none of those that are watched, or it could not be told. */
  readonly culprit: Culprit | null;
  /** The functions on the stack, innermost first, a line each; empty where nothing could be seen. */
  readonly stack: string;
  /** Why nothing, or not all, could be seen. */
  readonly unseen?: string;
}

/** A loop that stood still for longer than a limit. Times are in milliseconds. */
export interface Finding extends Sight {
  readonly limit: number;
  /** How long it had stood still at `at`; time in which the whole process stood still does not count. */
  readonly stood: number;
  /** A moment of the clock that all threads share. */
  readonly at: number;
}

/** The clock that all threads of a process share, in milliseconds. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
