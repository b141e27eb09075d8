const FIRST_CAPACITY = 4;

/**
 * Counts restarts within a span of time: a supervisor's intensity, or a child's budget. Trips on more than `limit` within
 * the last `within` milliseconds, a restart exactly that old included. Constant time a restart; holds no memory before the first, and never
 * more than `limit + 1` times. A limit of Infinity never trips and holds nothing.
 */
export class RestartWindow {
  readonly #limit: number;
  readonly #within: number;
  /** A ring of the latest restarts' times, oldest at `#head`. */
  #times: Float64Array | undefined;
  #head = 0;
  #size = 0;

  /** @param within milliseconds. */
  constructor(limit: number, within: number) {
    this.#limit = limit;
    this.#within = within;
  }

  /** Counts one restart at `now` (monotonic, milliseconds); answers whether there are now more than the limit. */
  add(now: number): boolean {
    if (this.#limit === Infinity) return false;
    this.#forgetBefore(now);
    // Past the limit the oldest no longer matters: the answer stays yes as long as the others are recent.
    if (this.#size > this.#limit) this.#forgetOldest();
    const times = this.#withRoom();
    times[(this.#head + this.#size) % times.length] = now;
    this.#size += 1;
    return this.#size > this.#limit;
  }

  /** How many restarts there are within the window at `now`; counts no further than one more than the limit. */
  count(now: number): number {
    this.#forgetBefore(now);
    return this.#size;
  }

  /** Forgets all restarts. */
  clear(): void {
    this.#times = undefined;
    this.#head = 0;
    this.#size = 0;
  }

  #forgetBefore(now: number): void {
    while (this.#times !== undefined && this.#size > 0 && now - (this.#times[this.#head] ?? now) > this.#within) {
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    this.#head = (this.#head + 1) % (this.#times?.length ?? 1);
    this.#size -= 1;
  }

  #withRoom(): Float64Array {
    const times = this.#times;
    if (times !== undefined && this.#size < times.length) return times;
    const capacity = Math.min(this.#limit + 1, Math.max(FIRST_CAPACITY, this.#size * 2));
    const larger = new Float64Array(capacity);
    if (times !== undefined) {
      larger.set(times.subarray(this.#head));
      larger.set(times.subarray(0, this.#head), times.length - this.#head);
    }
    this.#head = 0;
    this.#times = larger;
    return larger;
  }
}
