import type { EventSink } from "../event/event-sink.ts";
import { show } from "../show.ts";

/** Why a message reached nobody. */
export type DeadLetterReason =
  /** No actor is at the path. */
  | "no-actor"
  /** The actor is stopped, or in quarantine. */
  | "not-running"
  /** The mailbox was full. */
  | "mailbox-full"
  /** Dropped for a newer one, or for older ones. */
  | "dropped"
  /** It waited longer than its time to live. */
  | "expired"
  /** It was told with options that no message can have, cannot cross to another thread or process, or came from outside and is none that the actor accepts. */
  | "bad-message"
  /** The handler threw; the message is not tried again. */
  | "failed"
  /** The behaviour has no handler for its type. */
  | "unhandled"
  /** Nobody has the name in the registry. */
  | "no-name"
  /** Nobody is subscribed to the topic, and the spec of the topics asks to be told. */
  | "no-subscriber"
  /** Somebody replied to an ask that had its answer, or had given up. */
  | "late-reply";

/** How many messages reached nobody, by reason. */
export type DeadLetterCounts = Readonly<Partial<Record<DeadLetterReason, number>>>;

/** What the tree tells of actors and messages. */
export interface ActorEvents {
  /** The actor was told, by `suspend(ref)`, to let its messages wait. */
  "actor.suspended": object;
  /** It goes on with them. */
  "actor.resumed": object;
  /** A message reached nobody. Of the first hundred for a reason all are told, then one in a hundred. */
  "dead-letter": {
    readonly reason: DeadLetterReason;
    readonly message: string;
    readonly count: number;
  };
}

/** After so many dead letters of one reason in a tree, one in a hundred is an event. All are counted. */
const TELL_ALL = 100;

/** Counts the messages that reached nobody, by reason, and tells of them without flooding the listeners. */
export class DeadLetters {
  readonly #events: EventSink;
  readonly #counts = new Map<DeadLetterReason, number>();

  constructor(events: EventSink) {
    this.#events = events;
  }

  /** How many there were, by reason. */
  get counts(): DeadLetterCounts {
    return Object.fromEntries(this.#counts);
  }

  add(reason: DeadLetterReason, path: string, message: unknown): void {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    if (!this.#events.active || (count > TELL_ALL && count % TELL_ALL !== 0)) return;
    this.#events.emit("dead-letter", "warn", path, undefined, { reason, message: show(message), count });
  }
}
