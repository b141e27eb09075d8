import type { Kept } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { errorFrom } from "./crossing-error.ts";
import type { FarAsked, FarLetter, Mail, MailOutcome, Packed } from "./mail-message.ts";

/** The other side, while it is there. */
export interface OtherSide {
  send(mail: Mail): void;
  /** Whether an actor is at a path there; undefined where this side cannot tell. */
  hasActor(path: string): boolean | undefined;
}

/** Somebody who waits for the outcome of what he sent or asked. One of the two is called, once, unless he gives up before. */
export interface Correspondent {
  answered(answer: Packed): void;
  refused(error: CoppiceError): void;
}

/**
 * The way to actors that live on the other side of a link. It stays while links come and go, at the place of what lives there: while there is none, nobody is
 * waited for. When one is lost, all that was asked over it settles.
 */
export class Post implements Kept {
  /** Of what is at the other end. */
  readonly path: string;
  #side: OtherSide | undefined = undefined;
  readonly #waiting = new Map<number, Correspondent & { readonly to: string }>();
  #last = 0;

  constructor(path: string) {
    this.path = path;
  }

  get isOpen(): boolean {
    return this.#side !== undefined;
  }

  /** Whether an actor is at a path on the other side; undefined where that is not known now. */
  hasActor(path: string): boolean | undefined {
    return this.#side?.hasActor(path);
  }

  open(side: OtherSide): void {
    this.#side = side;
  }

  /** Sends a message that nobody hears of again; false where the other side is not there. */
  tell({ path, from, delivery, refs, value }: FarLetter): boolean {
    this.#side?.send({ type: "tell", path, from, delivery, refs, ...(value !== undefined && { value }) });
    return this.#side !== undefined;
  }

  /** Sends a message whose outcome is waited for; answers the number to give it up by. */
  give(type: FarAsked["type"], letter: FarLetter, correspondent: Correspondent): number {
    const id = (this.#last += 1);
    const { path, from, delivery, refs, value } = letter;
    if (this.#side === undefined) {
      correspondent.refused(this.#notRunning(path, "so nothing can be asked of it now"));
      return id;
    }
    this.#waiting.set(id, Object.assign(correspondent, { to: path }));
    this.#side.send({ type, id, path, from, delivery, refs, ...(value !== undefined && { value }) });
    return id;
  }

  /** Nobody waits for the outcome any more. */
  cancel(id: number): void {
    if (this.#waiting.delete(id)) this.#side?.send({ type: "cancel", id });
  }

  /** Settles what this is the outcome of; false where nobody waits for it any more. */
  settle(outcome: MailOutcome): boolean {
    const correspondent = this.#waiting.get(outcome.id);
    if (correspondent === undefined) return false;
    this.#waiting.delete(outcome.id);
    if (outcome.type === "answer") correspondent.answered(outcome);
    else correspondent.refused(errorFrom(outcome));
    return true;
  }

  /** The other side is gone: what was asked of it settles. */
  close(): void {
    this.#side = undefined;
    this.lost();
  }

  /** The link was lost: what was asked over it settles. Over one that is new the other side may be there still. */
  lost(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const correspondent of waiting) {
      correspondent.refused(
        this.#notRunning(correspondent.to, "or its link was lost, before it answered: whether it got the message is not known"),
      );
    }
  }

  rest(): void {}

  #notRunning(to: string, says: string): CoppiceError {
    return new CoppiceError("NOT_RUNNING", `${this.path}, by way of which the actor ${to} is reached, does not run, ${says}`, {
      details: { path: to, by: this.path },
    });
  }
}
