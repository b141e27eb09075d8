import type { AnyMessage } from "../actor/protocol.ts";

/** A message, and the topic that it was published to. */
export interface Delivery<Message extends AnyMessage = AnyMessage> {
  readonly type: string;
  readonly topic: string;
  readonly message: Message;
}

/** Puts a message beside its topic. */
export function deliveryOf(message: AnyMessage, topic: string): Delivery {
  return { type: message.type, topic, message };
}
