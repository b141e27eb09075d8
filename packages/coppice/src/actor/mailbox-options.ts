/**
 * What a full mailbox does with one more message: "reject" refuses it (`MAILBOX_FULL`); "block" lets `send` and `ask` wait, and a
 * `tell` is a dead letter; "drop-oldest" and "drop-newest" make a dead letter of the one or the other.
 */
export type Overflow = "block" | "drop-oldest" | "drop-newest" | "reject";

/** All of them. */
export const OVERFLOWS: readonly Overflow[] = Object.freeze(["block", "drop-oldest", "drop-newest", "reject"]);

/** How much waits for an actor, at the most. */
export interface MailboxOptions {
  /** How many messages it holds; the one at hand does not count. `Infinity` is allowed. Default: 1,000. */
  readonly capacity?: number;
  /** Default: "reject". */
  readonly overflow?: Overflow;
}

/** Mailbox options, complete. */
export interface MailboxSettings {
  readonly capacity: number;
  readonly overflow: Overflow;
}

const DEFAULTS: MailboxSettings = Object.freeze<MailboxSettings>({ capacity: 1_000, overflow: "reject" });

/** Completes mailbox options, which have been checked. */
export function readMailbox(options: MailboxOptions = DEFAULTS): MailboxSettings {
  return options === DEFAULTS ? DEFAULTS : Object.freeze({ ...DEFAULTS, ...options });
}
