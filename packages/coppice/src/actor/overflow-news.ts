import type { Environment } from "../child/contract.ts";
import type { MailboxSettings, Overflow } from "./mailbox-options.ts";

/** At most one event of a mailbox in so many milliseconds. */
const PAUSE = 1_000;

/** What a tree tells of mailboxes. */
export interface MailboxEvents {
  /** A mailbox had no room for a message. At most once a second of each mailbox. */
  "mailbox.full": {
    readonly capacity: number;
    readonly overflow: Overflow;
    /** How many messages found no room since the last such event. */
    readonly count: number;
  };
}

/** Tells that a mailbox is full, without flooding the listeners. */
export class OverflowNews {
  readonly #path: string;
  readonly #settings: MailboxSettings;
  readonly #environment: Environment;
  #count = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, settings: MailboxSettings, environment: Environment) {
    this.#path = path;
    this.#settings = settings;
    this.#environment = environment;
  }

  add(): void {
    this.#count += 1;
    const { runtime, events } = this.#environment;
    const now = runtime.now();
    if (now < this.#toldAt + PAUSE) return;
    const { capacity, overflow } = this.#settings;
    events.emit("mailbox.full", "warn", this.#path, undefined, { capacity, overflow, count: this.#count });
    this.#toldAt = now;
    this.#count = 0;
  }
}
