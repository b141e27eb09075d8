import type { AnyEvent, Severity } from "./event.ts";

/** Where the parts of a tree tell what happens. */
export interface EventSink {
  /** Whether events go anywhere. Who would have to work for an event asks first. */
  readonly active: boolean;
  /** Tells that something happened. */
  emit(type: string, severity: Severity, path: string, incarnation?: number, data?: Readonly<Record<string, unknown>>): void;
  /** Tells what happened in a subtree that lives elsewhere. */
  relay(event: AnyEvent): void;
  /** Tells at once what waits to be told. */
  flush(): void;
}

/** Where nobody listens, and nobody can. */
export const NO_EVENTS: EventSink = Object.freeze<EventSink>({
  active: false,
  emit: () => undefined,
  relay: () => undefined,
  flush: () => undefined,
});
