import type { Letter } from "./envelope.ts";
import type { Mailbox } from "./mailbox.ts";

/** What an incarnation has put aside of its mailbox. */
export class Stash {
  readonly #mailbox: Mailbox;
  #letters: Letter[] = [];

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** Puts the letter at hand aside. @throws CoppiceError MAILBOX_FULL. */
  put(letter: Letter): void {
    this.#mailbox.putAside();
    this.#letters.push(letter);
  }

  /** Gives all of it back to the mailbox. */
  giveBack(): void {
    const letters = this.#letters;
    if (letters.length === 0) return;
    this.#letters = [];
    this.#mailbox.putBack(letters);
  }

  /** The handler that put this letter aside has failed at it after all. */
  drop(letter: Letter): void {
    if (this.#letters.at(-1) !== letter) return;
    this.#letters.pop();
    this.#mailbox.forget();
  }
}
