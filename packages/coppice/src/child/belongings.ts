import type { Runtime, Timer } from "../runtime/runtime.ts";
import { type ErrorEmitter, Owned } from "./owned.ts";
import { STOP_REASON } from "./stop-reason.ts";

/** A function that is run when an incarnation ends; awaited when it answers a promise. */
export type Deferred = () => unknown;

interface Sleep {
  readonly timer: Timer;
  readonly reject: (reason: unknown) => void;
}

/** What ends when the end of the incarnation begins. */
interface Held {
  drop(): void;
}

/** What an incarnation has acquired through its context. Made when first needed: an idle child has none. */
export class Belongings {
  #controller: AbortController | undefined = undefined;
  #deferred: Deferred[] | undefined = undefined;
  #sleeps: Set<Sleep> | undefined = undefined;
  #owned: Owned | undefined = undefined;
  #held: Set<Held> | undefined = undefined;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Aborts the signal, if anybody has read it, wakes those who sleep, and drops what is held. */
  abort(): void {
    const sleeps = this.#sleeps;
    this.#sleeps = undefined;
    for (const { timer, reject } of sleeps ?? []) {
      timer.cancel();
      reject(STOP_REASON);
    }
    const held = this.#held;
    this.#held = undefined;
    for (const each of held ?? []) each.drop();
    this.#controller?.abort(STOP_REASON);
  }

  hold(held: Held): void {
    (this.#held ??= new Set()).add(held);
  }

  letGo(held: Held): void {
    this.#held?.delete(held);
  }

  defer(deferred: Deferred): void {
    this.#deferred ??= [];
    this.#deferred.push(deferred);
  }

  /** The deferred function that is next to run: the last one that came. */
  takeDeferred(): Deferred | undefined {
    return this.#deferred?.pop();
  }

  /** Resolves after so many milliseconds of the tree's clock; rejects with the stop reason when it is woken before. */
  sleep(runtime: Runtime, delay: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeps = (this.#sleeps ??= new Set());
    const sleep: Sleep = {
      timer: runtime.after(delay, () => {
        sleeps.delete(sleep);
        resolve();
      }),
      reject,
    };
    sleeps.add(sleep);
    return promise;
  }

  /** Listens to an emitter's errors; once, however often it is asked to. */
  own(emitter: ErrorEmitter, failed: (error: unknown) => void): void {
    (this.#owned ??= new Owned()).add(emitter, failed);
  }

  /** Whether it listens to any emitter. */
  get owns(): boolean {
    return this.#owned !== undefined;
  }

  /**
   * Stops listening to all emitters, and leaves them to an heir. `failed` is told what one throws at that: the others are let go of all
   * the same.
   */
  disown(heir: (emitter: ErrorEmitter) => void, failed: (error: unknown) => void): void {
    this.#owned?.release(failed, heir);
    this.#owned = undefined;
  }
}
