import type { ErrorData } from "../error-data.ts";

/**
 * What children that run in the loop tell of themselves, beside what their supervisor tells of them. `former`: the number of the incarnation,
 * where it was over by then.
 */
export interface LoopEvents {
  /** A task's `shutdown` hook threw or rejected. Its exit is the same. */
  "hook.failed": { readonly error: ErrorData; readonly former?: number };
  /** A deferred function threw or rejected. The others still run, and the exit is the same. */
  "defer.failed": { readonly error: ErrorData; readonly former?: number };
  /** An incarnation that has ended, or was left behind, failed after all; or one that ends failed once more than its exit tells. */
  "child.failed-late": { readonly former?: number; readonly error: ErrorData };
  /** A member of the context was called too late to mean anything. */
  "context.late": { readonly member: string };
  /** An incarnation that has ended or was abandoned used its context. */
  "context.stale": { readonly member: string; readonly former: number; readonly error?: ErrorData };
}
