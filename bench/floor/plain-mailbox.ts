/**
 * The least that an actor can be, as one would write it by hand: a ring that grows by doubling, and one drain in a microtask for all that came
 * until then. Nothing of it fails, ends, or is full.
 */
export class PlainMailbox<Message> {
  readonly #handle: (message: Message) => void;
  #slots: (Message | undefined)[] = Array.from({ length: 1_024 }, () => undefined);
  #head = 0;
  #size = 0;
  #scheduled = false;

  constructor(handle: (message: Message) => void) {
    this.#handle = handle;
  }

  tell(message: Message): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = message;
    this.#size += 1;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    while (this.#size > 0) {
      const message = this.#slots[this.#head] as Message;
      this.#slots[this.#head] = undefined;
      this.#head = (this.#head + 1) & (this.#slots.length - 1);
      this.#size -= 1;
      this.#handle(message);
    }
    this.#scheduled = false;
  };

  #grow(): void {
    const { length } = this.#slots;
    const larger = Array.from({ length: length * 2 }, (_, at) =>
      at < length ? this.#slots[(this.#head + at) & (length - 1)] : undefined,
    );
    this.#slots = larger;
    this.#head = 0;
  }
}
