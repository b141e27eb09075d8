import { Envelope, type Letter } from "./envelope.ts";
import { PRIORITIES, type Priority } from "./priority.ts";
import { type Queue, Ring } from "./ring.ts";

/** Letters by their priority, in order within each. */
export class Lanes implements Queue<Letter> {
  readonly #lanes: ReadonlyMap<Priority, Ring<Letter>> = new Map(PRIORITIES.map((priority) => [priority, new Ring<Letter>()]));
  readonly #served: readonly Ring<Letter>[] = [...this.#lanes.values()];
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
    return this.#takeFrom(this.#served.find((lane) => lane.size > 0));
  }

  discard(): Letter | undefined {
    return this.#takeFrom(this.#served.findLast((lane) => lane.size > 0));
  }

  #takeFrom(lane: Ring<Letter> | undefined): Letter | undefined {
    if (lane !== undefined) this.#size -= 1;
    return lane?.shift();
  }

  #laneOf(letter: Letter): Ring<Letter> {
    const priority = (letter instanceof Envelope ? letter.delivery?.priority : undefined) ?? "normal";
    return this.#lanes.get(priority) as Ring<Letter>;
  }
}
