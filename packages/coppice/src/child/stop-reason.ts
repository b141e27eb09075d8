/** Why a child's signal is aborted: one error for all, an `AbortError` with code `ABORT_ERR`, as Node's own APIs throw it. */
export const STOP_REASON: Error = makeReason();

function makeReason(): Error {
  const reason = new Error("asked to stop");
  reason.name = "AbortError";
  // It is made before anybody is asked: the stack would lead nowhere.
  reason.stack = `${reason.name}: ${reason.message}`;
  // Not frozen: code that adds to the errors that it passes on must not fail at it.
  return Object.assign(reason, { code: "ABORT_ERR" });
}

/** How deep a cause chain is followed. */
const MAX_CAUSES = 32;

/** Whether an error is the reason of a stop, or was caused by it: as `fetch`, `timers/promises` and `events.once` reject. */
export function isStopReason(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof cause === "object" && cause !== null; depth += 1) {
    if (cause === STOP_REASON) return true;
    try {
      ({ cause } = cause as { cause?: unknown });
    } catch {
      return false;
    }
  }
  return false;
}
