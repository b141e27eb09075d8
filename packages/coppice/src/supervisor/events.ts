import type { ErrorData } from "../error-data.ts";
import type { Exit, ExitCause } from "../exit.ts";
import type { StopCause } from "./stopping.ts";

/** What a supervisor tells of its children, and of itself. */
export interface SupervisorEvents {
  "child.starting": NoData;
  /** It is ready. */
  "child.started": NoData;
  /** Its start answered that there is nothing to run. */
  "child.ignored": NoData;
  /** It reported itself broken, or overran its start: it is brought down. */
  "child.failing": { readonly exit: Exit };
  "child.stopping": NoData;
  "child.exited": { readonly exit: Exit };
  /** The next attempt comes after so many milliseconds. */
  "child.restarting": { readonly delay: number };
  /** Its budget is spent, and it stays down. */
  "child.exhausted": NoData;
  /** Its budget is spent, and it is parked; for so many milliseconds, or until a command revives it. */
  "child.quarantined": { readonly coolDown?: number };
  "child.revived": NoData;
  /** It and its spec are gone from the supervisor. */
  "child.removed": NoData;
  /** An incarnation in the loop, or in a native call of a thread, did not end in time: it is fenced off, and may still run. */
  "child.abandoned": NoData;
  "exit-rule.failed": { readonly error: ErrorData };
  "strategy.failed": { readonly error: ErrorData };
  "supervisor.started": NoData;
  "supervisor.stopping": { readonly cause: StopCause };
  "supervisor.stopped": { readonly exit: Exit };
  "supervisor.gave-up": { readonly why: "intensity" | "budget" | "fatal"; readonly cause: ExitCause; readonly hint?: string };
}

/** An event that says all by its type. */
export type NoData = object;
