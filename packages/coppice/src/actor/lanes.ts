import { Envelope, type Letter } from "./envelope.ts";
import type { Priority } from "./priority.ts";
import { type Queue, Ring } from "./ring.ts";

/** Letters by their priority, in order within each. */
export class Lanes implements Queue<Letter> {
  readonly #lanes: Readonly<Record<Priority, Ring<Letter>>> = {
    critical: new Ring(),
    high: new Ring(),
    normal: new Ring(),
    low: new Ring(),
  };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(letter: Letter): void {
    this.#laneOf(letter).push(letter);
    this.#size += 1;
  }

  unshift(letter: Letter): void {
    this.#laneOf(letter).unshift(letter);
    this.#size += 1;
  }

  shift(): Letter | undefined {
    if (this.#size === 0) return undefined;
    this.#size -= 1;
    const { critical, high, normal, low } = this.#lanes;
    return critical.shift() ?? high.shift() ?? normal.shift() ?? low.shift();
  }

  discard(): Letter | undefined {
    if (this.#size === 0) return undefined;
    this.#size -= 1;
    const { critical, high, normal, low } = this.#lanes;
    return low.shift() ?? normal.shift() ?? high.shift() ?? critical.shift();
  }

  #laneOf(letter: Letter): Ring<Letter> {
    return this.#lanes[(letter instanceof Envelope ? letter.delivery?.priority : undefined) ?? "normal"];
  }
}
