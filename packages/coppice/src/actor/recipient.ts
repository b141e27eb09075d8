import type { AskOptions, SendOptions, TellOptions } from "./ref.ts";
import type { Handlers, MessageOf, ReplyTo } from "./protocol.ts";

/** Whatever takes messages as an actor's address does: a `Ref`, a name in a registry (`via`), a pool. */
export interface Recipient<Protocol extends Handlers = Handlers> {
  /** Where it is: ids joined with `/`, from the root; of a name, that of its registry. */
  readonly path: string;
  /** Whether there is something at the path now, in whatever state. */
  readonly isThere: boolean;
  /** As of a `Ref`. */
  tell(message: MessageOf<Protocol>, options?: TellOptions): void;
  /** As of a `Ref`. */
  send(message: MessageOf<Protocol>, options?: SendOptions): Promise<void>;
  /** As of a `Ref`. */
  ask<Message extends MessageOf<Protocol>>(message: Message, options?: AskOptions): Promise<ReplyTo<Protocol, Message>>;
}

/** Whether a value is such, by its shape. */
export function isRecipient(value: unknown): value is Recipient {
  if (typeof value !== "object" || value === null) return false;
  const { path, isThere, tell, send, ask } = value as Partial<Recipient>;
  return (
    typeof path === "string" && typeof isThere === "boolean" && [tell, send, ask].every((member) => typeof member === "function")
  );
}
