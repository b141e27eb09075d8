import { channel } from "node:diagnostics_channel";
import { errorData, type ErrorData } from "../error-data.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { copyInto } from "./capping.ts";
import { type AnyEvent, SEVERITY_RANK, type Severity } from "./event.ts";
import type { EventSink } from "./event-sink.ts";
import { EventHistory, type HistoryOptions } from "./event-history.ts";
import { checkFloor, checkListener, checkSecrets } from "./event-options.ts";
import { EventStream, type EventStreamOptions } from "./event-stream.ts";
import { Secrets } from "./secrets.ts";

/** The events of the bus itself. */
export interface BusEvents {
  /** A listener threw, or its promise rejected. Told to the other listeners; what one of those throws at it is not told. */
  "listener.failed": {
    /** The listener's function name; empty when it has none. */
    readonly listener: string;
    /** The event that it failed at. */
    readonly on: { readonly seq: number; readonly type: string };
    readonly error: ErrorData;
  };
}

/** What a bus takes. */
export interface EventBusOptions {
  /** The root's path: that of the bus's own events. Default: `""`. */
  readonly path?: string;
  /** Keeps the last events, and totals. Default: `false`, none. */
  readonly history?: HistoryOptions | boolean;
  /**
   * Keys whose values no event shows: names, in upper and lower case alike, and patterns. Texts that have such a key and a
   * value, or repeat such a value, are masked there. Default: none.
   */
  readonly secrets?: readonly (string | RegExp)[];
}

/** Told of every event, in order. What it throws or rejects with is reported; its promise is not awaited. */
export type Listener = (event: AnyEvent) => unknown;

/** What a subscription takes. */
export interface SubscribeOptions {
  /** The least severity that is told. Default: `"debug"`, all. */
  readonly severity?: Severity;
}

interface Subscription {
  readonly tell: Listener;
  readonly name: string;
  readonly floor: number;
  /** The last event from before it subscribed. */
  readonly after: number;
  /** Called when the bus closes. */
  readonly end: (() => void) | undefined;
}

interface Delivery {
  readonly event: AnyEvent;
  /** The listener that the event is about: it is not told. */
  readonly except: Subscription | undefined;
}

/** The name of the `node:diagnostics_channel` on which the events of all trees of the process are published. */
export const CHANNEL = "coppice:event";

/** How often in a row listeners may cause new events before I/O is let in. */
const MAX_ROUNDS = 100;

const diagnostics = channel(CHANNEL);

/**
 * The events of one tree. What is emitted is numbered and queued, and told by `flush()`, at the latest in a microtask,
 * outside the context of any child: to the listeners in the order they came, and on the diagnostics channel.
 */
export class EventBus implements EventSink {
  /** The last events and the totals; undefined when there is no history. */
  readonly history: EventHistory | undefined;
  readonly #runtime: Runtime;
  readonly #path: string;
  readonly #secrets: Secrets | undefined;
  readonly #subscriptions = new Set<Subscription>();
  /** The least severity that a subscription asks for. */
  #floor = Infinity;
  #wanted: boolean;
  #seq = 0;
  #queue: Delivery[] = [];
  #flushDue = false;
  #state: "open" | "closing" | "closed" = "open";
  #delivering = false;

  /** @throws CoppiceError BAD_OPTION. */
  constructor(runtime: Runtime, { path = "", history = false, secrets = [] }: EventBusOptions = {}) {
    const kept = history === true ? {} : history;
    this.#runtime = runtime;
    this.#path = path;
    this.history = kept === false || kept.capacity === 0 ? undefined : new EventHistory(kept);
    this.#secrets = checkSecrets(secrets, "secrets").length === 0 ? undefined : new Secrets(secrets);
    this.#wanted = this.history !== undefined;
  }

  /** Whether events go anywhere: to a listener, a stream, the history or the diagnostics channel. */
  get active(): boolean {
    return this.#wanted || (diagnostics.hasSubscribers && this.#state === "open");
  }

  /** Whether anybody is told: a listener, a stream or a subscriber of the diagnostics channel. The history is nobody. */
  get hasListeners(): boolean {
    return this.#subscriptions.size > 0 || diagnostics.hasSubscribers;
  }

  /**
   * Tells that something happened. Costs one look at a flag while the bus is not active. The data are copied as they are
   * now, as plain JSON, capped and masked; a field of theirs that the envelope has too is left out.
   */
  emit(type: string, severity: Severity, path: string, incarnation?: number, data?: Readonly<Record<string, unknown>>): void {
    if (!this.active) return;
    this.#publish(undefined, type, severity, path, incarnation, data);
  }

  /**
   * Tells what happened in a subtree that lives elsewhere: an event of another bus, whose own `seq` gives way to one of
   * this; when it happened stays, but is not later than now. Else as `emit`.
   */
  relay(event: AnyEvent): void {
    if (!this.active) return;
    const { type, severity, path, incarnation } = event;
    const when = { at: Math.min(event.at, this.#runtime.now()), wall: Math.min(event.wall, this.#runtime.wall()) };
    this.#publish(undefined, type, severity, path, incarnation, event, when);
  }

  /**
   * Calls the listener with every event from now on, until the answered function is called. Listeners may subscribe,
   * unsubscribe and cause events meanwhile. On a closed bus it does nothing.
   *
   * @throws CoppiceError BAD_OPTION.
   */
  subscribe(listener: Listener, { severity = "debug" }: SubscribeOptions = {}): () => void {
    const floor = checkFloor(severity, "subscribe.severity");
    return this.#subscribe(checkListener(listener, "subscribe.listener"), listener.name, floor, undefined);
  }

  /**
   * The events from now on, as an async iterator. On a closed bus it is done at once.
   *
   * @throws CoppiceError BAD_OPTION.
   */
  stream(options: EventStreamOptions = {}): EventStream {
    const floor = checkFloor(options.severity ?? "debug", "stream.severity");
    let unsubscribe: (() => void) | undefined;
    let ended = false;
    const stream = new EventStream(options, () => {
      ended = true;
      unsubscribe?.();
    });
    if (this.#state === "closed") stream.end();
    if (!ended) {
      const end = (): void => stream.end();
      unsubscribe = this.#subscribe((event) => stream.push(event), "stream", floor, end);
    }
    return stream;
  }

  /** Tells what is queued. Called while it tells already, it does nothing: what was added is told in the same go. */
  flush(): void {
    if (this.#delivering || this.#queue.length === 0) return;
    this.#delivering = true;
    this.#runtime.outside(() => this.#deliver());
    this.#delivering = false;
    if (this.#queue.length > 0) this.#runtime.soon(() => this.flush());
    else if (this.#state === "closing") this.#end();
  }

  /** Tells what is queued, ends the streams and lets go of all listeners. What is emitted later goes nowhere. */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#wanted = false;
    this.flush();
    if (!this.#delivering && this.#queue.length === 0) this.#end();
  }

  #publish(
    except: Subscription | undefined,
    type: string,
    severity: Severity,
    path: string,
    incarnation: number | undefined,
    data: Readonly<Record<string, unknown>> | undefined,
    when?: { readonly at: number; readonly wall: number },
  ): void {
    this.#seq += 1;
    this.history?.count(type, severity);
    const isHeard = SEVERITY_RANK[severity] >= this.#floor || diagnostics.hasSubscribers;
    const isKept = this.history?.keeps(severity) ?? false;
    if (!isHeard && !isKept) return;
    const seq = this.#seq;
    const at = when?.at ?? this.#runtime.now();
    const wall = when?.wall ?? this.#runtime.wall();
    const event: AnyEvent =
      incarnation === undefined ? { seq, at, wall, severity, path, type } : { seq, at, wall, severity, path, incarnation, type };
    if (data !== undefined) copyInto(event, data, this.#secrets);
    if (isKept) this.history?.add(event);
    if (!isHeard) return;
    this.#queue.push({ event, except });
    if (this.#delivering || this.#flushDue) return;
    this.#flushDue = true;
    queueMicrotask(() => {
      this.#flushDue = false;
      this.flush();
    });
  }

  #subscribe(tell: Listener, name: string, floor: number, end: (() => void) | undefined): () => void {
    if (this.#state === "closed") return () => {};
    const subscription: Subscription = { tell, name, floor, after: this.#seq, end };
    this.#subscriptions.add(subscription);
    this.#look();
    return () => {
      if (this.#subscriptions.delete(subscription)) this.#look();
    };
  }

  /** Looks anew at who listens. */
  #look(): void {
    this.#floor = Infinity;
    for (const { floor } of this.#subscriptions) this.#floor = Math.min(this.#floor, floor);
    this.#wanted = this.#state === "open" && (this.#subscriptions.size > 0 || this.history !== undefined);
  }

  #deliver(): void {
    for (let round = 0; round < MAX_ROUNDS && this.#queue.length > 0; round += 1) {
      const queue = this.#queue;
      this.#queue = [];
      for (const { event, except } of queue) {
        if (diagnostics.hasSubscribers) diagnostics.publish(event);
        for (const subscription of this.#subscriptions) {
          if (subscription !== except && event.seq > subscription.after) this.#tell(subscription, event, except !== undefined);
        }
      }
    }
  }

  #tell(subscription: Subscription, event: AnyEvent, isReport: boolean): void {
    if (SEVERITY_RANK[event.severity] < subscription.floor) return;
    const failed = (reason: unknown): void => {
      if (!isReport) this.#report(subscription, event, reason);
    };
    try {
      const answer = subscription.tell(event);
      if (isThenable(answer)) Promise.resolve(answer).then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  }

  #report(subscription: Subscription, event: AnyEvent, reason: unknown): void {
    if (this.#state === "closed") return;
    const data = { listener: subscription.name, on: { seq: event.seq, type: event.type }, error: errorData(reason) };
    this.#publish(subscription, "listener.failed", "error", this.#path, undefined, data satisfies BusEvents["listener.failed"]);
  }

  #end(): void {
    this.#state = "closed";
    for (const { end } of this.#subscriptions) end?.();
    this.#subscriptions.clear();
    this.#look();
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === "object" && answer !== null && "then" in answer;
}
