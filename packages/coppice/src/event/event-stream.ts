import type { AnyEvent, Envelope, Severity } from "./event.ts";
import { checkCapacity, checkSignal } from "./event-options.ts";
import { Ring } from "./ring.ts";

/** What a stream of events takes. */
export interface EventStreamOptions {
  /** How many events wait for a slow reader; one too many drops the oldest. Default: 1,000. */
  readonly capacity?: number;
  /** The least severity that comes. Default: `"debug"`, all. */
  readonly severity?: Severity;
  /** Ends the stream: what waits is dropped, and the reader's `next()` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How many events wait for a slow reader, unless told otherwise. */
export const STREAM_CAPACITY = 1_000;

/** Stands in a stream where events are missing, because the reader was slower than they came. */
export interface EventGap {
  readonly type: "gap";
  /** How many events are missing. */
  readonly dropped: number;
  /** The `seq` of the first that is missing. */
  readonly from: number;
  /** The `seq` of the last that is missing. */
  readonly to: number;
}

interface Reader<Event extends Envelope> {
  resolve(result: IteratorResult<Event | EventGap, undefined>): void;
  reject(reason: unknown): void;
}

/** Events flow; or have ended, and what waits is still read; or the stream failed, which the reader is told once. */
type StreamState = { readonly type: "open" } | { readonly type: "ended" } | { readonly type: "failed"; readonly reason: unknown };

/**
 * Events as an async iterator, from the moment it was made on. It never slows the tree: when more than `capacity` events
 * wait, the oldest are dropped, and an `EventGap` tells so in their place. It is done when the tree is, after what still
 * waits was read. Leaving a `for await`, `return()` and `await using` unsubscribe.
 */
export class EventStream<Event extends Envelope = AnyEvent> implements AsyncIterableIterator<Event | EventGap, undefined> {
  readonly #waiting: Ring<Event>;
  readonly #readers: Reader<Event>[] = [];
  readonly #signal: AbortSignal | undefined;
  readonly #unsubscribe: () => void;
  readonly #abort = (): void => this.#fail(this.#signal?.reason);
  #gap: EventGap | undefined;
  #state: StreamState = { type: "open" };

  /**
   * Made by the bus. `unsubscribe` is called once, whichever way the stream ends.
   *
   * @throws CoppiceError BAD_OPTION.
   */
  constructor({ capacity = STREAM_CAPACITY, signal }: EventStreamOptions, unsubscribe: () => void) {
    this.#waiting = new Ring(checkCapacity(capacity, 1, "stream.capacity"));
    this.#signal = checkSignal(signal, "stream.signal");
    this.#unsubscribe = unsubscribe;
    if (signal?.aborted) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** Takes an event in: hands it to a reader who waits, or lets it wait. */
  push(event: Event): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: event });
      return;
    }
    const dropped = this.#waiting.push(event);
    if (dropped === undefined) return;
    const { dropped: before = 0, from = dropped.seq } = this.#gap ?? {};
    this.#gap = { type: "gap", dropped: before + 1, from, to: dropped.seq };
  }

  /** Lets the reader read what waits, and no more. */
  end(): void {
    if (this.#state.type !== "open") return;
    this.#close({ type: "ended" });
    for (const reader of this.#readers.splice(0)) reader.resolve({ done: true, value: undefined });
  }

  /** The next event, or the gap before it. Several may be asked for at once; they are answered in order. */
  async next(): Promise<IteratorResult<Event | EventGap, undefined>> {
    const gap = this.#gap;
    this.#gap = undefined;
    const value = gap ?? this.#waiting.shift();
    if (value !== undefined) return { done: false, value };
    const state = this.#state;
    if (state.type === "open") return await new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    this.#state = { type: "ended" };
    if (state.type === "failed") throw state.reason;
    return { done: true, value: undefined };
  }

  /** Unsubscribes and drops what waits. */
  async return(): Promise<IteratorResult<Event | EventGap, undefined>> {
    this.end();
    this.#drop();
    this.#state = { type: "ended" };
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #fail(reason: unknown): void {
    if (this.#state.type !== "open") return;
    const [reader, ...others] = this.#readers.splice(0);
    // The reason is told once: to who waits for it, or to who asks next.
    this.#close(reader === undefined ? { type: "failed", reason } : { type: "ended" });
    this.#drop();
    reader?.reject(reason);
    for (const other of others) other.resolve({ done: true, value: undefined });
  }

  #close(state: StreamState): void {
    this.#state = state;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#unsubscribe();
  }

  #drop(): void {
    this.#waiting.clear();
    this.#gap = undefined;
  }
}
