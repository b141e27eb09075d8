import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import type { OnError } from "./behaviour.ts";

const DECISIONS: ReadonlySet<unknown> = new Set<OnError>(["resume", "restart", "stop", "escalate"]);

/** Asks a behaviour's `onError` what becomes of it; what it throws, or answers beside, is reported and counts as "restart". */
export function judge(path: string, decide: () => unknown, report: (error: unknown) => void): OnError {
  try {
    const decision = decide();
    if (DECISIONS.has(decision)) return decision as OnError;
    throw new CoppiceError(
      "BAD_OPTION",
      `${path}: onError(…) answered ${show(decision)}: expected "resume", "restart", "stop" or "escalate". It counts as "restart".`,
      { details: { path } },
    );
  } catch (error) {
    report(error);
    return "restart";
  }
}
