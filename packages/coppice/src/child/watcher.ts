import type { ExitCause } from "../exit.ts";

/** A child, which incarnation of it ended, and how. Plain JSON. */
export interface Down extends ExitCause {
  /** The number of the incarnation; 0 where there was none. */
  readonly incarnation: number;
}

/** Who waits at a place for the incarnation that is there to end. */
export interface Watcher {
  /** Told once, when the supervisor knows how it ended and before it begins another. Must not throw. */
  ended(down: Down): void;
}
