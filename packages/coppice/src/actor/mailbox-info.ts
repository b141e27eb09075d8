import type { MailboxSettings } from "./mailbox-options.ts";

/** How a mailbox stands, and what it has seen since it was made. Plain data. */
export interface MailboxInfo extends MailboxSettings {
  readonly path: string;
  /** Whether it takes messages: not while the actor is stopped or in quarantine. */
  readonly open: boolean;
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
}
