import { type ErrorCode, isErrorCode } from "../error.ts";
import type { ErrorData } from "../error-data.ts";
import type { Exit } from "../exit.ts";
import type { Json } from "../json.ts";
import { exit, isErrorData } from "./exit-fields.ts";
import { type FieldsOf, count, jsonRecord, jsonWithin, maybe, nullOr, number, oneOf, text } from "./field.ts";
import { MAIL_LIMITS } from "./mail-message.ts";
import { type FarChild, nullOrChild } from "./tree-message.ts";

/** What can be asked of a supervisor below a mount. */
export type FarDeed = "start" | "stop" | "restart" | "delete" | "revive";

/** A command to a supervisor below a mount. It is answered once, by a reply or a refusal of the same id. */
export interface FarCommand {
  readonly type: "command";
  /** From 1 up, in order. One that comes again, after a `resume`, is not done twice. */
  readonly id: number;
  /** Until when it may be begun, on the tree's clock: later nobody waits for it. null: at any time. */
  readonly deadline: number | null;
  readonly does: FarDeed;
  /** The supervisor. */
  readonly path: string;
  /** The child; for a start the id of the instance to be, null where it is to be numbered. */
  readonly child: string | null;
  /** For a start: what the template gets; as large as what actors say may be. Absent where nothing was given. */
  readonly args?: Json;
}

/**
 * The first that is said over a new link to a subtree that was heard over a former one: it tells everything, the events after the
 * one of this number, and goes on. Commands without an outcome are then given again.
 */
export interface Resume {
  readonly type: "resume";
  readonly after: number;
}

/** The outcome of a command. */
export type CommandOutcome =
  | {
      readonly type: "reply";
      readonly id: number;
      /** The child as it is now, where it was started or revived. */
      readonly child: FarChild | null;
      /** How it ended, where it was stopped. */
      readonly exit: Exit | null;
    }
  | {
      readonly type: "refusal";
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: { readonly [key: string]: Json };
      readonly cause: ErrorData | null;
    };

/** What the fields of what is asked must be. */
export const TO_TREE: FieldsOf<FarCommand | Resume> = {
  command: {
    id: count,
    deadline: nullOr(number),
    does: oneOf("start", "stop", "restart", "delete", "revive"),
    path: text,
    child: nullOr(text),
    args: maybe(jsonWithin(MAIL_LIMITS)),
  },
  resume: { after: count },
};

/** What the fields of its outcome must be. */
export const OUTCOMES: FieldsOf<CommandOutcome> = {
  reply: { id: count, child: nullOrChild, exit: nullOr(exit) },
  refusal: {
    id: count,
    code: isErrorCode,
    message: text,
    details: jsonRecord,
    cause: nullOr((value) => isErrorData(value)),
  },
};
