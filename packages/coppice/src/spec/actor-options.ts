import type { ActorChildrenOptions } from "../actor/actor-children.ts";
import type { MailboxOptions } from "../actor/mailbox-options.ts";
import type { Handlers, PayloadOf } from "../actor/protocol.ts";
import type { StandardSchema } from "../actor/standard-schema.ts";
import type { ChildOptions } from "../child/options.ts";

/** What can be said of an actor. */
export interface ActorOptions<Protocol extends Handlers = Handlers> extends ChildOptions {
  /**
   * How much waits for it, in what order, for how long, and what happens when it is full. Default: `limits.mailbox` of the tree, then
   * `{ capacity: 1000, overflow: "reject", priorities: false, ttl: Infinity }`.
   */
  readonly mailbox?: MailboxOptions;
  /** How it treats the children that it spawns. */
  readonly children?: ActorChildrenOptions;
  /**
   * What may come from outside of the program (`ref.accept`): for each such type of message, a schema that follows Standard Schema, of what the
   * message holds beside its type. Default: nothing.
   */
  readonly accepts?: { readonly [Type in keyof Protocol]?: StandardSchema<PayloadOf<Protocol[Type]>> };
}
