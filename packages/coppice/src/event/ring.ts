/** A queue of at most `capacity` values: a value too many pushes the oldest out. */
export class Ring<Value extends object> {
  readonly #capacity: number;
  readonly #slots: (Value | undefined)[] = [];
  #first = 0;
  #size = 0;

  /** `capacity` is a whole number from 1 up. Room is taken as values come, not beforehand. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a value at the end, and answers the oldest if that had to go. */
  push(value: Value): Value | undefined {
    const dropped = this.#size === this.#capacity ? this.shift() : undefined;
    this.#slots[(this.#first + this.#size) % this.#capacity] = value;
    this.#size += 1;
    return dropped;
  }

  /** Takes the oldest value out; undefined when there is none. */
  shift(): Value | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#slots[this.#first];
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#capacity;
    this.#size -= 1;
    return value;
  }

  clear(): void {
    this.#slots.length = 0;
    this.#first = 0;
    this.#size = 0;
  }

  /** The values, the oldest first. */
  *[Symbol.iterator](): Generator<Value, void, undefined> {
    for (let index = 0; index < this.#size; index += 1) {
      const value = this.#slots[(this.#first + index) % this.#capacity];
      if (value !== undefined) yield value;
    }
  }
}
