import type { Priority } from "./priority.ts";
import type { Ref } from "./ref.ts";

/** What is known of the message at hand, beside itself. */
export interface MessageEnvelope {
  readonly priority: Priority;
  /** The actor that asked, or that told or sent it with options. */
  readonly sender: Ref | undefined;
  readonly replyTo: Ref | undefined;
  readonly correlationId: string | number | undefined;
  /** How many milliseconds it had left when this was read; undefined where it does not expire. */
  readonly expiresIn: number | undefined;
}
