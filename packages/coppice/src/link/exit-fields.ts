import { type Exit, type ExitType, isExitType } from "../exit.ts";
import { type Check, flag, isRecord, json, maybe, nullOr, number, oneOf, record, text } from "./field.ts";

/** How deep exits and the causes of errors are followed. */
const MAX_DEPTH = 64;

type Fields = (depth: number) => Readonly<Record<string, Check>>;

/** What the fields of each exit must be. */
const FIELDS: Readonly<Record<ExitType, Fields>> = {
  normal: () => ({}),
  shutdown: () => ({ info: maybe(json) }),
  failed: (depth) => ({ error: (value) => isErrorData(value, depth), stray: maybe(flag) }),
  timeout: () => ({ of: oneOf("start", "handler"), after: number }),
  killed: () => ({ by: oneOf("shutdown-timeout", "brutal", "deadline", "outside"), leaked: maybe(flag) }),
  unhealthy: () => ({ reason: text }),
  unresponsive: () => ({ after: number }),
  exited: () => ({ code: nullOr(number), signal: nullOr(text) }),
  "out-of-memory": () => ({ limitMb: maybe(number) }),
  "gave-up": (depth) => ({ why: oneOf("intensity", "budget", "fatal"), cause: causeAt(depth), hint: maybe(text) }),
  linked: (depth) => ({ cause: causeAt(depth) }),
  disconnected: () => ({ reason: text }),
};

/** Whether a value is an exit, through and through: whoever describes it need not look again. */
export function isExit(value: unknown, depth: number = 0): value is Exit {
  if (!isRecord(value) || depth > MAX_DEPTH) return false;
  const { type } = value;
  return isExitType(type) && record({ fatal: maybe(flag), ...FIELDS[type](depth) })(value);
}

/** Whether a value is an error as plain JSON, with its causes. */
export function isErrorData(value: unknown, depth: number = 0): boolean {
  return (
    depth <= MAX_DEPTH &&
    record({
      name: text,
      message: text,
      code: maybe((code) => text(code) || number(code)),
      stack: maybe(text),
      cause: maybe((cause) => isErrorData(cause, depth + 1)),
    })(value)
  );
}

/** An exit that a message must have. */
export const exit: Check = (value) => isExit(value);

function causeAt(depth: number): Check {
  return record({ path: text, exit: (value) => isExit(value, depth + 1) });
}
