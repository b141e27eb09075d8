import { type Duration, millisecondsOrNever } from "../time/duration.ts";

/**
 * What a full mailbox does with one more message: "reject" refuses it (`MAILBOX_FULL`); "block" lets `send` and `ask` wait, and a
 * `tell` is a dead letter; "drop-oldest" and "drop-newest" make a dead letter of the one or the other.
 */
export type Overflow = "block" | "drop-oldest" | "drop-newest" | "reject";

/** All of them. */
export const OVERFLOWS: readonly Overflow[] = Object.freeze(["block", "drop-oldest", "drop-newest", "reject"]);

/** How much waits for an actor, at the most, and in what order. */
export interface MailboxOptions {
  /** How many messages it holds; the one at hand does not count. `Infinity` is allowed. Default: 1,000. */
  readonly capacity?: number;
  /** Default: "reject". */
  readonly overflow?: Overflow;
  /** Whether messages of a higher priority are taken first; those of one priority in the order they came. Default: false. */
  readonly priorities?: boolean;
  /** How long a message waits, where it does not say so itself; then it is a dead letter, `expired`. Default: `Infinity`. */
  readonly ttl?: Duration;
}

/** Mailbox options, complete. */
export interface MailboxSettings {
  readonly capacity: number;
  readonly overflow: Overflow;
  readonly priorities: boolean;
  /** Milliseconds, or `Infinity`. */
  readonly ttl: number;
}

const DEFAULTS: MailboxSettings = Object.freeze<MailboxSettings>({
  capacity: 1_000,
  overflow: "reject",
  priorities: false,
  ttl: Number.POSITIVE_INFINITY,
});

/** Completes mailbox options, which have been checked: those of the actor first, then those of the tree. */
export function readMailbox(options: MailboxOptions | undefined, limits: MailboxOptions | undefined): MailboxSettings {
  if (options === undefined && limits === undefined) return DEFAULTS;
  const said = { ...DEFAULTS, ...limits, ...options };
  const { ttl } = said;
  return Object.freeze({ ...said, ttl: millisecondsOrNever(ttl, "mailbox.ttl") });
}
