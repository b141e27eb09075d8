import type { CoppiceError } from "../error.ts";
import type { Address } from "./address.ts";
import type { AnyMessage } from "./protocol.ts";

/**
 * A message that somebody waits for the reply to. A plain `tell` has none: it lies in the mailbox as it is.
 */
export class Envelope {
  readonly message: AnyMessage;
  readonly sender: Address | undefined;
  /** Settles the `ask`; undefined once it was answered, or its handler took the reply out of its own hands. */
  reply: Reply | undefined;
  /** The actors that wait, through asks in a row, for this answer: from the first asker to the last. */
  readonly asking: readonly Address[];

  constructor(message: AnyMessage, sender: Address | undefined, reply: Reply, asking: readonly Address[]) {
    this.message = message;
    this.sender = sender;
    this.reply = reply;
    this.asking = asking;
  }
}

/** Whoever waits for a reply. The first of answer and refusal counts. */
export interface Reply {
  answer(value: unknown): void;
  refuse(error: CoppiceError): void;
  /** It is among those that an actor owes an answer to, until it is settled. */
  owedIn(owed: Set<Reply>): void;
}
