import type { Usage } from "../../child/usage.ts";
import type { Severity } from "../../event/event.ts";
import type { Exit } from "../../exit.ts";
import type { Transport } from "../../link/transport.ts";

/** What a child lives in that lives elsewhere: a thread, a process. */
export interface Vessel {
  /** Carries what is said between here and there. */
  readonly transport: Transport;
  /** What siblings get from `ctx.use`; undefined while there is nothing. */
  readonly instance?: unknown;
  /** What it has used, seen from outside. */
  usage(): Promise<Usage>;
  /** Ends it by force, with all that is in it; `gone` follows once that has come about. */
  terminate(): void;
  /** It was terminated and does not end: this process is not to wait for it. */
  abandon?(): void;
}

/** Who is told what becomes of a vessel. */
export interface VesselWatch {
  /** Something that nothing in there could take; it ends by itself. Unless there was an earlier cause, this is the child's exit. */
  broke(exit: Exit): void;
  /** Something was seen of it that is an event of the child. */
  report(event: string, severity: Severity, data: Readonly<Record<string, unknown>>): void;
  /** It has ended, as seen from outside, and all that it said was heard. Told once, last. */
  gone(exit: Exit): void;
}

/**
 * Makes the vessel of an incarnation. Nothing is told before this has returned.
 *
 * @throws where there can be none: a failed start.
 */
export type Launch = (watch: VesselWatch) => Vessel;
