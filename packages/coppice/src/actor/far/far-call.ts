import { CoppiceError } from "../../error.ts";
import type { FarAsked, FarLetter, Packed } from "../../link/mail-message.ts";
import { unpacked } from "../../link/packed.ts";
import type { Correspondent, Post } from "../../link/post.ts";
import type { ActorSystem } from "../actor-system.ts";
import { Waiter } from "../waiter.ts";

type Settle = (value: unknown) => void;

/** Somebody who waits for the outcome of what he sent to, or asked of, an actor elsewhere. Settles once; what comes later reaches nobody. */
export class FarCall extends Waiter implements Correspondent {
  readonly #type: FarAsked["type"];
  readonly #letter: FarLetter;
  readonly #post: Post;
  readonly #refTo: (path: string) => unknown;
  #id = 0;

  constructor(
    type: FarAsked["type"],
    letter: FarLetter,
    post: Post,
    refTo: (path: string) => unknown,
    system: ActorSystem,
    resolve: Settle,
    reject: Settle,
  ) {
    super(system, resolve, reject);
    this.#type = type;
    this.#letter = letter;
    this.#post = post;
    this.#refTo = refTo;
  }

  answered(answer: Packed): void {
    this.answer(unpacked(answer, this.#refTo));
  }

  refused(error: CoppiceError): void {
    this.refuse(error);
  }

  protected hand(): void {
    this.#id = this.#post.give(this.#type, this.#letter, this);
  }

  protected leave(): void {
    this.#post.cancel(this.#id);
  }

  protected overdue(timeout: number): CoppiceError {
    const { path } = this.#letter;
    return new CoppiceError("ASK_TIMEOUT", `${path} did not answer within ${timeout} ms`, { details: { path, timeout } });
  }

  protected late(): void {}
}
