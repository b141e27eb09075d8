import type { CoppiceError } from "../error.ts";
import type { Letter } from "./envelope.ts";
import type { Mailbox, Sender } from "./mailbox.ts";

/** Somebody who waits for a mailbox to take his message. */
export class Send implements Sender {
  readonly letter: Letter;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  #let: (() => void) | undefined = undefined;

  constructor(letter: Letter, resolve: () => void, reject: (error: unknown) => void) {
    this.letter = letter;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(mailbox: Mailbox, signal: AbortSignal | undefined): void {
    if (signal?.aborted) return this.#reject(signal.reason);
    if (signal !== undefined) {
      const aborted = (): void => {
        mailbox.leave(this);
        this.#let?.();
        this.#reject(signal.reason);
      };
      signal.addEventListener("abort", aborted);
      this.#let = () => signal.removeEventListener("abort", aborted);
    }
    return mailbox.offer(this);
  }

  taken(): void {
    this.#let?.();
    this.#resolve();
  }

  refuse(error: CoppiceError): void {
    this.#let?.();
    this.#reject(error);
  }
}
