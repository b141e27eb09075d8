/** A mailbox as one would write it by hand: a ring that grows by doubling, and one scheduled drain that calls the handler. */
export class PlainMailbox<Message> {
  readonly #handle: (message: Message) => void;
  #slots: (Message | undefined)[] = [undefined, undefined, undefined, undefined];
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
    queueMicrotask(() => this.#drain());
  }

  #drain(): void {
    while (this.#size > 0) {
      const message = this.#slots[this.#head] as Message;
      this.#slots[this.#head] = undefined;
      this.#head = (this.#head + 1) & (this.#slots.length - 1);
      this.#size -= 1;
      this.#handle(message);
    }
    this.#scheduled = false;
  }

  #grow(): void {
    const { length } = this.#slots;
    const larger = Array.from({ length: length * 2 }, (_, at) =>
      at < length ? this.#slots[(this.#head + at) & (length - 1)] : undefined,
    );
    this.#slots = larger;
    this.#head = 0;
  }
}
