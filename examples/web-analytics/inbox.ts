import { EventEmitter, once } from "node:events";

/** How many batches may wait: enough to keep both sides busy, few enough to lose nothing worth mentioning. */
const CAPACITY = 4;

/** Where a part of the pipeline gets its work from the part before it, in order. Who is faster waits. */
export class Inbox<Item> {
  readonly #items: Item[] = [];
  readonly #moves = new EventEmitter();

  /** Resolves once there is room, and the item is in. Rejects when the signal aborts first. */
  async put(item: Item, signal: AbortSignal): Promise<void> {
    while (this.#items.length >= CAPACITY) await once(this.#moves, "taken", { signal });
    this.#items.push(item);
    this.#moves.emit("put");
  }

  /** The next item, when there is one. Rejects when the signal aborts first. */
  async take(signal: AbortSignal): Promise<Item> {
    signal.throwIfAborted();
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        this.#moves.emit("taken");
        return item;
      }
      await once(this.#moves, "put", { signal });
    }
  }
}
