/**
 * Something that tells whoever listens what happened, as one would write it by hand: a look at whether it is over, and one at
 * whether anybody listens. With no listener that is all.
 */
export class PlainTeller {
  isOver = false;
  readonly #listeners = new Set<(event: object) => void>();

  tell(path: string): void {
    if (this.isOver || this.#listeners.size === 0) return;
    for (const listener of this.#listeners) listener({ type: "late", path });
  }
}
