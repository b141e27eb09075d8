import { type Exit, type ExitType, isExitType } from "../exit.ts";
import { type Check, flag, isRecord, json, maybe, nullOr, number, oneOf, record, text } from "./field.ts";

/** How deep exits and the causes of errors are followed. */
const MAX_DEPTH = 64;

/** What may stand where an exit, a cause or an error lies too deep to be shown: nothing, or in an event a text. */
export type Cut = "whole" | "shown";

type Fields = (depth: number, cut: Cut) => Readonly<Record<string, Check>>;

/** Why a supervisor gave up. */
export const WHY: Check = oneOf("intensity", "budget", "fatal");

/** What the fields of each exit must be. */
const FIELDS: Readonly<Record<ExitType, Fields>> = {
  normal: () => ({}),
  shutdown: () => ({ info: maybe(json) }),
  failed: (depth, cut) => ({ error: (value) => isLeft(value, cut) || isErrorData(value, depth, cut), stray: maybe(flag) }),
  timeout: () => ({ of: oneOf("start", "handler"), after: number }),
  killed: () => ({ by: oneOf("shutdown-timeout", "brutal", "deadline", "outside"), leaked: maybe(flag) }),
  unhealthy: () => ({ reason: text }),
  unresponsive: () => ({ after: number }),
  exited: () => ({ code: nullOr(number), signal: nullOr(text) }),
  "out-of-memory": () => ({ limitMb: maybe(number) }),
  "gave-up": (depth, cut) => ({ why: WHY, cause: causeAt(depth, cut), hint: maybe(text) }),
  linked: (depth, cut) => ({ cause: causeAt(depth, cut) }),
  disconnected: () => ({ reason: text }),
};

/** Whether a value is an exit, through and through: whoever describes it need not look again. */
export function isExit(value: unknown, depth: number = 0, cut: Cut = "whole"): value is Exit {
  if (!isRecord(value) || depth > MAX_DEPTH) return false;
  const { type } = value;
  return isExitType(type) && record({ fatal: maybe(flag), ...FIELDS[type](depth, cut) })(value);
}

/** Whether a value is an error as plain JSON, with its causes. */
export function isErrorData(value: unknown, depth: number = 0, cut: Cut = "whole"): boolean {
  return (
    depth <= MAX_DEPTH &&
    record({
      name: text,
      message: text,
      code: maybe((code) => text(code) || number(code)),
      stack: maybe(text),
      cause: maybe((cause) => isLeft(cause, cut) || isErrorData(cause, depth + 1, cut)),
    })(value)
  );
}

/** An exit that a message must have. */
export const exit: Check = (value) => isExit(value);

/** What a cause of an exit must be. */
export function causeAt(depth: number, cut: Cut): Check {
  const inside: Check = (value) => isLeft(value, cut) || isExit(value, depth + 1, cut);
  const cause = record({ path: text, exit: inside });
  return (value) => isLeft(value, cut) || cause(value);
}

function isLeft(value: unknown, cut: Cut): boolean {
  return cut === "shown" && text(value);
}
