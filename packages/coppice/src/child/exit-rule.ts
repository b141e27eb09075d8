import type { Exit } from "../exit.ts";
import { isPromise } from "./is-promise.ts";
import type { ExitRule } from "./options.ts";
import type { Policy } from "./policy.ts";

/** What a rule answers of an exit. @throws what a rule of the user's throws. */
export function askRule(rule: ExitRule, exit: Exit): unknown {
  return typeof rule === "number" ? exit.type === "exited" && exit.code === rule : rule(exit);
}

/**
 * Whether an exit counts as ended well. A rule that throws, or answers a promise, does not make it so here: its supervisor asks it
 * again, and tells.
 */
export function countsAsWell({ success = [] }: Policy, exit: Exit): boolean {
  const shown = Object.freeze({ ...exit });
  return success.some((rule) => {
    try {
      const answer = askRule(rule, shown);
      return !isPromise(answer) && Boolean(answer);
    } catch {
      return false;
    }
  });
}
