import type { CoppiceError } from "../../error.ts";
import { crossingError } from "../../link/crossing-error.ts";
import type { FarAsked, FarLetter, Mail } from "../../link/mail-message.ts";
import { packed } from "../../link/packed.ts";
import type { DeadLetters } from "../dead-letters.ts";
import type { Delivery } from "../delivery.ts";
import { Envelope, type Letter, type Reply } from "../envelope.ts";
import type { Mailbox, Sender } from "../mailbox.ts";
import type { AnyMessage } from "../protocol.ts";

/** Where the outcome of an arrival goes. */
export interface Origin {
  readonly deadLetters: DeadLetters;
  pathOf(value: object): string | undefined;
  /** Tells the other side, and forgets the arrival. */
  settle(id: number, outcome: Mail): void;
}

/** Somebody on the other side who waits for the outcome of what he sent to, or asked of, an actor here. */
export class Arrival implements Sender, Reply {
  letter: Letter = { type: "" };
  readonly #asked: FarAsked;
  readonly #origin: Origin;
  #mailbox: Mailbox | undefined = undefined;
  #owed: Set<Reply> | undefined = undefined;
  #isOver = false;

  constructor(asked: FarAsked, origin: Origin) {
    this.#asked = asked;
    this.#origin = origin;
  }

  /** Puts it into the mailbox, unless nobody waits any more. */
  deliver(mailbox: Mailbox, message: AnyMessage, delivery: Delivery | undefined): void {
    if (this.#isOver) return;
    this.#mailbox = mailbox;
    this.letter = enveloped(this.#asked, message, delivery, this.#asked.type === "ask" ? this : undefined);
    mailbox.offer(this);
  }

  taken(): void {
    if (this.#asked.type === "send") this.answer(undefined);
  }

  answer(value: unknown): void {
    const { id, path } = this.#asked;
    if (this.#isOver) return this.#origin.deadLetters.add("late-reply", path, value);
    try {
      const answer = packed(`the answer of ${path}`, value, (one) => this.#origin.pathOf(one));
      this.#over();
      this.#origin.settle(id, { type: "answer", id, ...answer });
    } catch (error) {
      this.refuse(error as CoppiceError);
    }
  }

  refuse(error: CoppiceError): void {
    if (this.#isOver) return;
    const { id } = this.#asked;
    this.#over();
    this.#origin.settle(id, { type: "failure", id, ...crossingError(error, "ACTOR_FAILED") });
  }

  owedIn(owed: Set<Reply>): void {
    this.#owed = owed;
    owed.add(this);
  }

  /** Nobody waits any more: it makes room for others, and an answer reaches nobody. */
  cancel(): void {
    this.#over();
    this.#mailbox?.leave(this);
  }

  #over(): void {
    this.#isOver = true;
    this.#owed?.delete(this);
  }
}

/** What lies in the mailbox: a plain message as it is, or in an envelope. */
export function enveloped({ from }: FarLetter, message: AnyMessage, delivery: Delivery | undefined, reply?: Reply): Letter {
  if (from === null && delivery === undefined && reply === undefined) return message;
  return new Envelope(message, from === null ? undefined : { path: from }, delivery, reply);
}
