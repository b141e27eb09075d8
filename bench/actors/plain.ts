import { stopwatch } from "../harness/stopwatch.ts";
import type { Actors } from "./system.ts";

/** A letter that wants an answer. */
interface Asking {
  readonly reply: (value: number) => void;
}

/**
 * The least that an actor can be, as one would write it by hand: a ring of slots, and one drain in a microtask for all that came until
 * then. Nothing of it fails, ends, or is full.
 */
class PlainActor<Message> {
  readonly #handle: (message: Message) => void;
  #slots: (Message | undefined)[] = Array.from({ length: 1_024 }, () => undefined);
  #head = 0;
  #size = 0;
  #scheduled = false;
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

  #grow(): void {
    const { length } = this.#slots;
    this.#slots = Array.from({ length: length * 2 }, (_, at) =>
      at < length ? this.#slots[(this.#head + at) & (length - 1)] : undefined,
    );
    this.#head = 0;
  }
}

/** Asks with a timer of its own, as one would write it by hand. */
function ask(actor: PlainActor<Asking>, timeout: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer in time")), timeout);
    actor.tell({
      reply: (value) => {
        clearTimeout(timer);
        resolve(value);
      },
    });
  });
}

/** A ring buffer and one scheduled drain: what actors cannot be cheaper than. */
export const plainActors: Pick<Actors, "tell" | "ask"> = {
  async tell(bursts, messages) {
    let count = 0;
    let handled: () => void = () => undefined;
    const actor = new PlainActor<{ readonly by: number }>(({ by }) => {
      count += by;
      if (count % messages === 0) handled();
    });
    const elapsed = stopwatch();
    for (let burst = 0; burst < bursts; burst += 1) {
      for (let index = 0; index < messages; index += 1) actor.tell({ by: 1 });
      await new Promise<void>((resolve) => (handled = resolve));
    }
    return elapsed();
  },
  async ask(asks) {
    let count = 0;
    const actor = new PlainActor<Asking>(({ reply }) => reply((count += 1)));
    const elapsed = stopwatch();
    for (let index = 0; index < asks; index += 1) await ask(actor, 5_000);
    return elapsed();
  },
};
