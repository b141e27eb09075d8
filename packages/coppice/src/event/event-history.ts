import { type AnyEvent, type Envelope, SEVERITIES, SEVERITY_RANK, type Severity } from "./event.ts";
import { checkCapacity, checkFloor } from "./event-options.ts";
import { Ring } from "./ring.ts";

/** How much of the past a tree keeps. */
export interface HistoryOptions {
  /** How many events are kept; one too many pushes the oldest out. 0: no history and no totals. Default: 1,000. */
  readonly capacity?: number;
  /** The least severity that is kept. What is below is still counted in the totals. Default: `"info"`. */
  readonly severity?: Severity;
}

/** How many events a history keeps, unless told otherwise. */
export const HISTORY_CAPACITY = 1_000;

/** How often what happened. */
export interface EventTotals {
  readonly all: number;
  /** By the events' types; a type that never came is not in it. */
  readonly byType: Readonly<Record<string, number>>;
  readonly bySeverity: Readonly<Record<Severity, number>>;
}

/** A history at one moment: a copy, that later events do not change. */
export interface HistorySnapshot<Event extends Envelope = AnyEvent> {
  /** The events kept, the oldest first. */
  readonly events: readonly Event[];
  /** How many events of the history's severity were pushed out by later ones. */
  readonly dropped: number;
  /** Counts of all events since the start or the last `reset()`, kept or not. */
  readonly totals: EventTotals;
}

/** The last events of a tree, and totals of all. */
export class EventHistory {
  readonly #events: Ring<AnyEvent>;
  readonly #floor: number;
  readonly #byType = new Map<string, number>();
  readonly #bySeverity: Record<Severity, number> = { debug: 0, info: 0, warn: 0, error: 0 };
  #dropped = 0;

  /** @throws CoppiceError BAD_OPTION. */
  constructor({ capacity = HISTORY_CAPACITY, severity = "info" }: HistoryOptions = {}) {
    this.#events = new Ring(checkCapacity(capacity, 1, "history.capacity"));
    this.#floor = checkFloor(severity, "history.severity");
  }

  /** Counts an event, whether it is kept or not. */
  count(type: string, severity: Severity): void {
    this.#byType.set(type, (this.#byType.get(type) ?? 0) + 1);
    this.#bySeverity[severity] += 1;
  }

  /** Whether events of this severity are kept. */
  keeps(severity: Severity): boolean {
    return SEVERITY_RANK[severity] >= this.#floor;
  }

  /** Keeps an event. */
  add(event: AnyEvent): void {
    if (this.#events.push(event) !== undefined) this.#dropped += 1;
  }

  /** What there is now. */
  snapshot(): HistorySnapshot {
    const bySeverity = { ...this.#bySeverity };
    return {
      events: [...this.#events],
      dropped: this.#dropped,
      totals: {
        all: bySeverity.debug + bySeverity.info + bySeverity.warn + bySeverity.error,
        byType: Object.fromEntries(this.#byType),
        bySeverity,
      },
    };
  }

  /** Forgets events and totals; sequence numbers go on. */
  reset(): void {
    this.#events.clear();
    this.#byType.clear();
    for (const severity of SEVERITIES) this.#bySeverity[severity] = 0;
    this.#dropped = 0;
  }
}
