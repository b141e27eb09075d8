import type { CoppiceError } from "../error.ts";
import type { Address } from "./address.ts";
import type { Delivery } from "./delivery.ts";
import type { AnyMessage } from "./protocol.ts";

const NOBODY: readonly Address[] = [];

/**
 * A message that somebody waits for the reply to, or that carries more than itself. A plain `tell` has none: it lies in the
 * mailbox as it is.
 */
export class Envelope {
  readonly message: AnyMessage;
  readonly sender: Address | undefined;
  /** Whether somebody asked. */
  readonly isAsk: boolean;
  /** Settles the `ask`; undefined once it was answered, or its handler took the reply out of its own hands. */
  reply: Reply | undefined;
  /** The actors that wait, through asks in a row, for this answer: from the first asker to the last. */
  readonly asking: readonly Address[];
  /** What was asked for beside; the mailbox adds its own time to live. */
  delivery: Delivery | undefined;

  constructor(
    message: AnyMessage,
    sender: Address | undefined,
    delivery: Delivery | undefined,
    reply?: Reply,
    asking: readonly Address[] = NOBODY,
  ) {
    this.message = message;
    this.sender = sender;
    this.isAsk = reply !== undefined;
    this.reply = reply;
    this.asking = asking;
    this.delivery = delivery;
  }
}

/** Whoever waits for a reply. The first of answer and refusal counts. */
export interface Reply {
  answer(value: unknown): void;
  refuse(error: CoppiceError): void;
  /** It is among those that an actor owes an answer to, until it is settled. */
  owedIn(owed: Set<Reply>): void;
}

/** What lies in a mailbox: a message as it was told, or in an envelope. */
export type Letter = AnyMessage | Envelope;

/** What a letter says. */
export function contentOf(letter: Letter): AnyMessage {
  return letter instanceof Envelope ? letter.message : letter;
}
