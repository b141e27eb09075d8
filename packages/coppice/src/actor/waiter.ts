import type { Deadline, Timed } from "../runtime/deadlines.ts";
import type { ActorSystem } from "./actor-system.ts";

type Settle = (value: unknown) => void;

/** Somebody who waits for something of an actor. Settles once: with it, in time, or when its signal is aborted. */
export abstract class Waiter implements Timed {
  static readonly #isOverdue = (waiter: Waiter, timeout: number): void => waiter.#giveUp(waiter.overdue(timeout));

  deadline: Deadline | undefined = undefined;
  protected readonly system: ActorSystem;
  readonly #resolve: Settle;
  readonly #reject: Settle;
  #settled = false;
  /** Takes it from wherever it hangs, but the deadline: made only where there is such a place. */
  #let: (() => void) | undefined = undefined;

  constructor(system: ActorSystem, resolve: Settle, reject: Settle) {
    this.system = system;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Begins to wait; what is aborted already is not begun. */
  begin(timeout: number, signal: AbortSignal | undefined): void {
    if (signal?.aborted) return this.refuse(signal.reason);
    if (signal !== undefined) {
      const aborted = (): void => this.#giveUp(signal.reason);
      signal.addEventListener("abort", aborted);
      this.#let = () => signal.removeEventListener("abort", aborted);
    }
    this.system.deadlines.set(this, timeout, Waiter.#isOverdue);
    return this.hand();
  }

  answer(value: unknown): void {
    if (this.#settle()) this.#resolve(value);
    else this.late(value);
  }

  refuse(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  /** Calls when it is settled, too. */
  protected andThen(done: () => void): void {
    const before = this.#let;
    this.#let = () => {
      before?.();
      done();
    };
  }

  /** Gives what it wants to whom it wants it from. */
  protected abstract hand(): void;
  /** Takes it back, if it is not taken yet. */
  protected abstract leave(): void;
  protected abstract overdue(timeout: number): Error;
  /** An answer came after all. */
  protected abstract late(value: unknown): void;

  #giveUp(error: unknown): void {
    this.leave();
    this.refuse(error);
  }

  /** Whether it is settled now, by this call. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.system.deadlines.clear(this);
    this.#let?.();
    return true;
  }
}
