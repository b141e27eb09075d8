/** What emits `"error"`: an EventEmitter, a stream, a server, a socket, a child process. */
export interface ErrorEmitter {
  on(event: "error", listener: (error: unknown) => void): unknown;
  removeListener(event: "error", listener: (error: unknown) => void): unknown;
}

type ErrorListener = (error: unknown) => void;

/** How many are held before those that are gone are looked for. */
const FIRST_SWEEP = 64;

/**
 * The emitters that an incarnation listens to. Held weakly: a server that owns each of its sockets must not keep those that
 * are closed for as long as it lives.
 */
export class Owned {
  readonly #listeners = new WeakMap<ErrorEmitter, ErrorListener>();
  #emitters: WeakRef<ErrorEmitter>[] = [];
  #sweepAt = FIRST_SWEEP;

  /** Listens to an emitter's errors; once, however often it is asked to. */
  add(emitter: ErrorEmitter, failed: ErrorListener): void {
    if (this.#listeners.has(emitter)) return;
    emitter.on("error", failed);
    this.#listeners.set(emitter, failed);
    this.#emitters.push(new WeakRef(emitter));
    if (this.#emitters.length >= this.#sweepAt) this.#sweep();
  }

  /** Stops listening to all. `failed` is told what an emitter throws at that, or a listener of its `"removeListener"`. */
  release(failed: ErrorListener): void {
    for (const reference of this.#emitters) {
      const emitter = reference.deref();
      const listener = emitter && this.#listeners.get(emitter);
      if (emitter === undefined || listener === undefined) continue;
      try {
        emitter.removeListener("error", listener);
      } catch (error) {
        failed(error);
      }
    }
    this.#emitters = [];
  }

  /** Half of them may have gone before the next sweep: each costs its share only. */
  #sweep(): void {
    this.#emitters = this.#emitters.filter((reference) => reference.deref() !== undefined);
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#emitters.length * 2);
  }
}
