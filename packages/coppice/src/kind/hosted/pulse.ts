import type { Runtime, Timer } from "../../runtime/runtime.ts";

/** Notices when what should beat is late: once for each spell of so long without a beat. */
export class Pulse {
  readonly #runtime: Runtime;
  readonly #limit: number;
  readonly #late: () => void;
  #last: number;
  #timer: Timer;

  /**
   * Watches from now on. Judged after the loop has polled, so that beats that already wait are heard first.
   *
   * @param limit milliseconds.
   */
  constructor(runtime: Runtime, limit: number, late: () => void) {
    this.#runtime = runtime;
    this.#limit = limit;
    this.#late = late;
    this.#last = runtime.now();
    this.#timer = this.#wait(limit);
  }

  beat(): void {
    this.#last = this.#runtime.now();
  }

  close(): void {
    this.#timer.cancel();
  }

  #wait(delay: number): Timer {
    return this.#runtime.after(delay, () => this.#judge(), { ref: false });
  }

  #judge(): void {
    const left = this.#last + this.#limit - this.#runtime.now();
    const isLate = left <= 0;
    if (isLate) this.beat();
    this.#timer = this.#wait(isLate ? this.#limit : left);
    if (isLate) this.#late();
  }
}
