import { median } from "./alternate.ts";

/** Takes the times between one call and the next, so many of them. */
export class Laps {
  /** Resolves with the median, in milliseconds, once all of them are taken. */
  readonly median: Promise<number>;
  readonly #times: number[] = [];
  readonly #settle: (median: number) => void;
  readonly #most: number;
  #since: number | undefined = undefined;

  constructor(most: number) {
    this.#most = most;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.median = promise;
    this.#settle = resolve;
  }

  /** Ends a time and begins the next; false when that was the last. */
  lap(): boolean {
    const now = performance.now();
    if (this.#since !== undefined) this.#times.push(now - this.#since);
    this.#since = now;
    if (this.#times.length < this.#most) return true;
    this.#settle(median(this.#times));
    return false;
  }
}
