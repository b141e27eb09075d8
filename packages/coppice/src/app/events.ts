import type { BusEvents, SubscribeOptions } from "../event/event-bus.ts";
import type { HistorySnapshot } from "../event/event-history.ts";
import type { EventStream, EventStreamOptions } from "../event/event-stream.ts";
import type { EventOf } from "../event/event.ts";
import type { WatchdogEvents } from "../fault/watchdog/events.ts";
import type { ActorEvents } from "../actor/dead-letters.ts";
import type { MailboxEvents } from "../actor/overflow-news.ts";
import type { MountEvents } from "../link/events.ts";
import type { LoopEvents } from "../kind/events.ts";
import type { ProgramEvents } from "../kind/program/events.ts";
import type { ThreadEvents } from "../kind/thread/events.ts";
import type { PoolEvents } from "../pool/pool-events.ts";
import type { RegistryEvents } from "../registry/registry-events.ts";
import type { TopicEvents } from "../topic/topic-events.ts";
import type { SupervisorEvents } from "../supervisor/events.ts";

/** Every event a tree tells of, by its type: the maps that the domains declare, in one. */
export interface TreeEvents
  extends
    BusEvents,
    SupervisorEvents,
    LoopEvents,
    ProgramEvents,
    ThreadEvents,
    ActorEvents,
    MailboxEvents,
    RegistryEvents,
    TopicEvents,
    PoolEvents,
    WatchdogEvents,
    MountEvents {}

/** Anything that a tree tells of: plain JSON, told apart by `type`. */
export type TreeEvent = EventOf<TreeEvents>;

/** The last events of a tree, and how often what happened. */
export interface TreeHistory {
  /** What there is now; a copy that later events do not change. */
  snapshot(): HistorySnapshot<TreeEvent>;
  /** Forgets events and totals; sequence numbers go on. */
  reset(): void;
}

/** What can be heard of a tree. */
export interface TreeEventSource {
  /** The last events and totals; undefined unless the start asked for a `history`. Answers also after the tree has ended. */
  readonly history: TreeHistory | undefined;
  /**
   * Calls the listener with each event from now on, in order, until the answered function is called. What it throws or rejects
   * with is the event `listener.failed`, told to the other listeners. @throws CoppiceError BAD_OPTION.
   */
  subscribe(listener: (event: TreeEvent) => unknown, options?: SubscribeOptions): () => void;
  /** The events from now on as an async iterator, which ends with the tree. @throws CoppiceError BAD_OPTION. */
  stream(options?: EventStreamOptions): EventStream<TreeEvent>;
}
