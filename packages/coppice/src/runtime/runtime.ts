/** A call that is due later. Cancelling one that has run, or was cancelled, does nothing. */
export interface Timer {
  cancel(): void;
  /** Keeps the process alive while it is pending. */
  ref(): void;
  /** Lets the process end although it is pending. */
  unref(): void;
}

/** How a timer is held. */
export interface TimerOptions {
  /** Whether the pending timer keeps the process alive. Default: true. */
  readonly ref?: boolean;
}

/**
 * Everything a tree takes from the world: time, chance, turns of the event loop, and the async context of a child.
 * A tree runs on one runtime; tests give it a virtual one.
 */
export interface Runtime {
  /** Monotonic time in milliseconds. */
  now(): number;
  /** Wall clock time in milliseconds since 1970. */
  wall(): number;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /**
   * Calls once, `delay` milliseconds from now, and not before the loop has polled for I/O since the time was due:
   * answers that already wait are read before a deadline is judged.
   */
  after(delay: number, call: () => void, options?: TimerOptions): Timer;
  /** Calls in the next turn of the event loop; I/O that waits is let in before. */
  soon(call: () => void): void;
  /** Calls inside the async context of an incarnation: what it starts is charged to it. */
  enter<Result>(life: object, call: () => Result): Result;
  /** Calls in the context of no child. */
  outside<Result>(call: () => Result): Result;
  /** The incarnation whose async context this is; undefined in that of none. */
  current(): object | undefined;
}
