import type { MailboxSettings } from "./mailbox-options.ts";

/** How a mailbox stands, and what it has seen since it was made. Plain data. */
export interface MailboxInfo extends Omit<MailboxSettings, "ttl"> {
  readonly path: string;
  /** Milliseconds; undefined where messages do not expire by themselves. */
  readonly ttl?: number;
  /** Whether it takes messages: not while the actor is stopped or in quarantine. */
  readonly open: boolean;
  /** Whether the actor was told to let its messages wait, with `suspend(ref)`. */
  readonly suspended: boolean;
  /** Whether the actor is in the middle of a message. */
  readonly handling: boolean;
  /** How many messages lie in it. */
  readonly waiting: number;
  /** How many the actor has put aside. */
  readonly stashed: number;
  /** How many senders wait for room. */
  readonly blocked: number;
  /** How many messages it took. */
  readonly received: number;
  /** How many of them the actor took out of it, without those that it has put aside and put back. */
  readonly taken: number;
  /** How many messages were dropped because it was full. */
  readonly dropped: number;
  /** How many of a `send` or an `ask` were refused because it was full: who sent them knows. */
  readonly refused: number;
  /** How many outlived their time to live in it. */
  readonly expired: number;
  /** When the actor last took messages out of it, in milliseconds on the tree's clock; undefined before the first. */
  readonly lastTakenAt?: number;
}
