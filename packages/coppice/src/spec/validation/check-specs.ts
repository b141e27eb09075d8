import type { SupervisorOptions } from "../../child/supervisor-options.ts";
import { frozenCopy } from "../frozen-copy.ts";
import { checkAllUnder } from "./check-child.ts";
import { checkOptions } from "./check-options.ts";

/**
 * Checks specs as the children of one supervisor, without starting anything: each by itself, that their ids differ, and how their
 * options go together with those of the supervisor. Answers nothing, or throws what is wrong with the first that is wrong.
 *
 * ```ts
 * checkSpecs([db, web], { autoShutdown: "any-significant" });
 * ```
 *
 * @param options of the supervisor. Without, a significant child is not held against `autoShutdown`.
 * @throws CoppiceError BAD_SPEC, BAD_ID, DUPLICATE_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION.
 */
export function checkSpecs(specs: unknown, options?: SupervisorOptions): void {
  const path = "specs";
  const said = frozenCopy(options ?? {});
  checkOptions(path, said, "a supervisor");
  const { defaults = {}, autoShutdown = options === undefined ? undefined : "never" } = said;
  checkAllUnder(specs, { path, defaults, autoShutdown, dynamic: false });
}
