import type { ErrorData } from "../error-data.ts";

/** What children that run in the loop tell of themselves, beside what their supervisor tells of them. */
export interface LoopEvents {
  /** A task's `shutdown` hook threw or rejected. Its exit is the same. */
  "hook.failed": { readonly former: number; readonly error: ErrorData };
  /** A deferred function threw or rejected. The others still run, and the exit is the same. */
  "defer.failed": { readonly former: number; readonly error: ErrorData };
  /** An incarnation that was left behind failed after all. */
  "child.failed-late": { readonly former: number; readonly error: ErrorData };
  /** A member of the context was called too late to mean anything. */
  "context.late": { readonly member: string };
  /** An incarnation that has ended or was abandoned used its context; `former` is its number. */
  "context.stale": { readonly member: string; readonly former: number; readonly error?: ErrorData };
}
