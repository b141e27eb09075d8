/** What waits in a row, and may also be put back before all others. */
export interface Queue<Item> {
  readonly size: number;
  push(item: Item): void;
  /** Puts an item before all others of its kind. */
  unshift(item: Item): void;
  /** The next. */
  shift(): Item | undefined;
  /** Takes out the one that is worth least: the oldest, of the lowest kind. */
  discard(): Item | undefined;
}

/** Where nothing was ever put in: one for all, as most rings of a large tree are so. Never written to. */
const NO_SLOTS: never[] = [];

/** A queue in a circle of slots, so that neither end ever moves what lies between. Grows by doubling. */
export class Ring<Item> implements Queue<Item> {
  #slots: (Item | undefined)[] = NO_SLOTS;
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: Item): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = item;
    this.#size += 1;
  }

  unshift(item: Item): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#slots.length - 1);
    this.#slots[this.#head] = item;
    this.#size += 1;
  }

  shift(): Item | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#size -= 1;
    return item;
  }

  discard(): Item | undefined {
    return this.shift();
  }

  #grow(): void {
    const larger: (Item | undefined)[] = [];
    for (let at = 0; at < this.#size; at += 1) larger.push(this.#slots[(this.#head + at) & (this.#slots.length - 1)]);
    const room = Math.max(4, this.#size * 2);
    while (larger.length < room) larger.push(undefined);
    this.#slots = larger;
    this.#head = 0;
  }
}
