import type { ChildInfo, StopReport } from "../child/child-info.ts";
import type { Spec } from "../child/contract.ts";
import type { SubscribeOptions } from "../event/event-bus.ts";
import type { HistorySnapshot } from "../event/event-history.ts";
import type { EventStream, EventStreamOptions } from "../event/event-stream.ts";
import type { Exit } from "../exit.ts";
import type { Duration } from "../time/duration.ts";
import type { TreeEvent } from "./events.ts";
import type { SupervisorHandle } from "./handle.ts";

/** How a tree is stopped. */
export interface StopOptions {
  /** How long the whole may take; what is left then is killed. Default: the root's `shutdown`, or as long as it takes. */
  readonly deadline?: Duration;
}

/** The last events of a tree, and how often what happened. */
export interface TreeHistory {
  /** What there is now; a copy that later events do not change. */
  snapshot(): HistorySnapshot<TreeEvent>;
  /** Forgets events and totals; sequence numbers go on. */
  reset(): void;
}

/** A child, how it is, and the same of all below it. Plain JSON. */
export interface TreeSnapshot extends ChildInfo {
  /** The children of a supervisor that runs, in the order of their specs. */
  readonly children?: readonly TreeSnapshot[];
}

/**
 * A running tree, and the handle of its root. Once the tree has ended every question throws, and every command rejects,
 * with NOT_RUNNING; `exit`, `stop()`, `snapshot()` and `history` still answer.
 *
 * ```ts
 * await using app = await start(shop);
 * app.child("web/http").info().state; // "running"
 * ```
 */
export interface App<Of extends Spec = Spec> extends SupervisorHandle<Of>, AsyncDisposable {
  /** Resolves with the root's exit once all is down, whatever the cause. Never rejects. */
  readonly exit: Promise<Exit>;
  /** How many incarnations could only be abandoned, and may still run. */
  readonly leaked: number;
  /** The last events and totals; undefined unless the start asked for a `history`. */
  readonly history: TreeHistory | undefined;
  /**
   * Stops the tree, in reverse order of the specs, and resolves once all is down, with how each child went down. Asked again, also after the
   * tree ended by itself, it answers the same; the earliest deadline holds.
   *
   * Rejects with BAD_DURATION; with WOULD_DEADLOCK, and nothing is stopped, when a child of this tree calls it: it would wait for
   * its own end. A child calls `ctx.shutdownTree()` and goes on.
   */
  stop(options?: StopOptions): Promise<StopReport>;
  /** The tree as it is now, or as it was when it ended. */
  snapshot(): TreeSnapshot;
  /**
   * Calls the listener with each event from now on, in order, until the answered function is called. What it throws or rejects
   * with is the event `listener.failed`, told to the other listeners. @throws CoppiceError BAD_OPTION.
   */
  subscribe(listener: (event: TreeEvent) => unknown, options?: SubscribeOptions): () => void;
  /** The events from now on as an async iterator, which ends with the tree. @throws CoppiceError BAD_OPTION. */
  stream(options?: EventStreamOptions): EventStream<TreeEvent>;
}
