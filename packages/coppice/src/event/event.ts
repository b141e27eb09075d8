/** How much an event matters, from the least to the most. */
export type Severity = "debug" | "info" | "warn" | "error";

/** All severities, the least first. */
export const SEVERITIES: readonly Severity[] = Object.freeze(["debug", "info", "warn", "error"]);

/** The place of each severity in their order: what a floor is compared with. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = Object.freeze({ debug: 0, info: 1, warn: 2, error: 3 });

/** What every event says, whatever happened. */
export interface Envelope {
  /**
   * The event's number in its tree, from 1 up. A subscriber with a severity floor sees gaps in it; it does not advance
   * while nobody listens.
   */
  readonly seq: number;
  /** When it happened, in milliseconds of the tree's monotonic clock. */
  readonly at: number;
  /** When it happened, in milliseconds since 1970. */
  readonly wall: number;
  readonly severity: Severity;
  /** The child that it is about: ids joined with `/`, from the root. */
  readonly path: string;
  /** Which life of the child, where the event is about one. */
  readonly incarnation?: number;
  /** What happened: `domain.word`. The other fields follow from it. */
  readonly type: string;
}

/** An event whose type is not looked at: the envelope and data of plain JSON. */
export type AnyEvent = Envelope & Readonly<Record<string, unknown>>;

/**
 * The discriminated union of the events that a domain declares as a map from type to data:
 * `interface ChildEvents { "child.started": { readonly took: number } }`. The data must not reuse the envelope's names.
 */
export type EventOf<EventMap> = {
  [Type in keyof EventMap & string]: Envelope & { readonly type: Type } & Readonly<EventMap[Type]>;
}[keyof EventMap & string];
