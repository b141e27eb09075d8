import type { ErrorData } from "../../error-data.ts";

/** What the watchdog tells. */
export interface WatchdogEvents {
  /** The loop stood still for longer than the limit, and is back. Told of the child that stood on it; of the root where that is not known. */
  "loop.blocked": {
    /** The path of the child, of whatever tree; null where it is none, or not known. */
    readonly child: string | null;
    /** Milliseconds that it stood still. */
    readonly duration: number;
    readonly limit: number;
    /** What ran, innermost first, a line each. Empty where it could not be seen. */
    readonly stack: string;
    /** Why it could not. */
    readonly unseen?: string;
  };
  /** A finding could not be written, or nobody watches any more. */
  "watchdog.failed": { readonly error: ErrorData };
}
