import type { MailboxOptions } from "../actor/mailbox-options.ts";
import type { ChildOptions } from "../child/options.ts";

/** What can be said of an actor. */
export interface ActorOptions extends ChildOptions {
  /** How much waits for it, and what happens when it is full. Default: `{ capacity: 1000, overflow: "reject" }`. */
  readonly mailbox?: MailboxOptions;
}
