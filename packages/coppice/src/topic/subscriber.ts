import type { AnyMessage } from "../actor/protocol.ts";
import type { Recipient } from "../actor/recipient.ts";
import type { AskOptions, SendOptions } from "../actor/ref.ts";

/**
 * What takes the messages of a pattern: any `Recipient` whose protocol has them all. Its members are properties, so that the compiler
 * refuses one that takes only some of them.
 */
export interface Subscriber<Message extends AnyMessage> {
  readonly path: string;
  readonly isThere: boolean;
  readonly tell: (message: Message) => void;
  readonly send: (message: Message, options?: SendOptions) => Promise<void>;
}

/** How a subscriber's messages are chosen. */
export interface SubscriptionOptions<Message = AnyMessage> {
  /** Only those that it answers true for. One that throws holds the message back, and is the event `topic.filter-failed`. */
  readonly filter?: (message: Message, topic: string) => boolean;
}

/** Where a message that was published goes. */
export interface Door {
  /** The path of the child that it leads to. */
  readonly path: string;
  readonly isThere: boolean;
  tell(message: AnyMessage, topic: string): void;
  send(message: AnyMessage, topic: string, options: SendOptions): Promise<void>;
  /** Absent where nothing could answer. */
  ask?(message: AnyMessage, topic: string, options: AskOptions): Promise<unknown>;
}

/** The door of an actor, a name or a pool. */
export function doorOf(recipient: Recipient): Door {
  return {
    path: recipient.path,
    get isThere() {
      return recipient.isThere;
    },
    tell: (message) => recipient.tell(message),
    send: (message, _topic, options) => recipient.send(message, options),
    ask: (message, _topic, options) => recipient.ask(message, options),
  };
}
