import { CoppiceError } from "../../error.ts";
import { show } from "../../show.ts";
import { reasonOf } from "../output/reason-of.ts";
import type { ProgramBody } from "./program-options.ts";

/** Why a program cannot be started. `reason`: as the operating system calls it, such as ENOENT. */
export function cannotStart(path: string, what: string, reason: string, given: string, cause?: unknown): CoppiceError {
  return new CoppiceError("BAD_PROGRAM", `${path}: ${what}`, {
    details: { path, reason, given },
    ...(cause !== undefined && { cause }),
  });
}

/** The operating system refused what a program needs. */
export function couldNot(path: string, doing: string, { command: [file] }: ProgramBody, cause: unknown): CoppiceError {
  const reason = reasonOf(cause);
  return cannotStart(path, `could not ${doing} the command ${show(file)} (${reason}).`, reason, file, cause);
}
