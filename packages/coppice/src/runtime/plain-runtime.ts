import type { Runtime, Timer, TimerOptions } from "./runtime.ts";

/** The most milliseconds that `setTimeout` and `setInterval` take; beyond it Node fires at once. */
export const LONGEST_WAIT: number = 2 ** 31 - 1;

/**
 * Node's clocks, timers and event loop, without async contexts: cheaper to start children on than `systemRuntime`, and on Node 22 cheaper
 * to await in, but a stray error cannot be charged to the child that caused it.
 */
export const plainRuntime: Runtime = Object.freeze<Runtime>({
  now: () => performance.now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  after: (delay, call, options) => new SystemTimer(delay, call, options),
  soon: (call) => void setImmediate(call),
  enter: (_life, call) => call(),
  outside: (call) => call(),
  current: () => undefined,
});

class SystemTimer implements Timer {
  readonly #due: number;
  #ref: boolean;
  #call: (() => void) | undefined;
  #timeout: NodeJS.Timeout | undefined;

  constructor(delay: number, call: () => void, options: TimerOptions = {}) {
    this.#due = performance.now() + delay;
    this.#ref = options.ref ?? true;
    this.#call = call;
    this.#wait();
  }

  cancel(): void {
    this.#call = undefined;
    clearTimeout(this.#timeout);
  }

  ref(): void {
    this.#ref = true;
    this.#timeout?.ref();
  }

  unref(): void {
    this.#ref = false;
    this.#timeout?.unref();
  }

  #wait(): void {
    // Node cuts fractions off, so without rounding up a timer fires before its time.
    const delay = Math.max(0, Math.min(LONGEST_WAIT, Math.ceil(this.#due - performance.now())));
    this.#timeout = setTimeout(() => this.#elapsed(), delay);
    if (!this.#ref) this.#timeout.unref();
  }

  #elapsed(): void {
    if (performance.now() < this.#due) return this.#wait();
    // An immediate runs after the poll for I/O that follows the timers. One that is not ref'd would not end that poll.
    setImmediate(() => this.#run());
  }

  #run(): void {
    const call = this.#call;
    this.#call = undefined;
    call?.();
  }
}
