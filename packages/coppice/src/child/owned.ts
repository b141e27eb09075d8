/** What emits `"error"`: an EventEmitter, a stream, a server, a socket, a child process. */
export interface ErrorEmitter {
  on(event: "error", listener: (error: unknown) => void): unknown;
  removeListener(event: "error", listener: (error: unknown) => void): unknown;
}

interface Heard {
  readonly listener: (error: unknown) => void;
  readonly reference: WeakRef<ErrorEmitter>;
}

/** How many are held before those that are gone are looked for. */
const FIRST_SWEEP = 64;

/**
 * The emitters that somebody listens to, such as an incarnation. Held weakly: a server that owns each of its sockets must not keep
 * those that are closed for as long as it lives.
 */
export class Owned {
  readonly #heard = new WeakMap<ErrorEmitter, Heard>();
  readonly #emitters = new Set<WeakRef<ErrorEmitter>>();
  #sweepAt = FIRST_SWEEP;

  /** Listens to an emitter's errors; once, however often it is asked to. */
  add(emitter: ErrorEmitter, listener: (error: unknown) => void): void {
    if (this.#heard.has(emitter)) return;
    emitter.on("error", listener);
    const reference = new WeakRef(emitter);
    this.#heard.set(emitter, { listener, reference });
    this.#emitters.add(reference);
    if (this.#emitters.size >= this.#sweepAt) this.#sweep();
  }

  /** Stops listening to one. What it throws at that, or a listener of its `"removeListener"`, comes when it is let go of already. */
  drop(emitter: ErrorEmitter): void {
    const heard = this.#heard.get(emitter);
    if (heard === undefined) return;
    this.#heard.delete(emitter);
    this.#emitters.delete(heard.reference);
    emitter.removeListener("error", heard.listener);
  }

  /** Stops listening to all; each goes to the heir, where there is one. `failed` is told what an emitter throws at either. */
  release(failed: (error: unknown) => void, heir?: (emitter: ErrorEmitter) => void): void {
    for (const reference of this.#emitters) {
      const emitter = reference.deref();
      if (emitter === undefined) continue;
      attempt(() => this.drop(emitter), failed);
      if (heir !== undefined) attempt(() => heir(emitter), failed);
    }
    this.#emitters.clear();
  }

  /** Half of them may have gone before the next sweep: each costs its share only. */
  #sweep(): void {
    for (const reference of this.#emitters) if (reference.deref() === undefined) this.#emitters.delete(reference);
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#emitters.size * 2);
  }
}

function attempt(call: () => void, failed: (error: unknown) => void): void {
  try {
    call();
  } catch (error) {
    failed(error);
  }
}
