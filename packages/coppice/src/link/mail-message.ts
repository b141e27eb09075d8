import { type ErrorCode, isErrorCode } from "../error.ts";
import type { ErrorData } from "../error-data.ts";
import type { Json } from "../json.ts";
import { isErrorData } from "./exit-fields.ts";
import {
  type Check,
  count,
  type FieldsOf,
  type JsonLimits,
  jsonRecord,
  jsonWithin,
  listOf,
  maybe,
  nullOr,
  number,
  oneOf,
  record,
  text,
} from "./field.ts";

/** The way to a place in plain JSON: the keys and indices from the top. */
export type Pointer = readonly (string | number)[];

/** What goes from one actor to another: plain JSON, and where in it the addresses of actors stand, as their paths. */
export interface Packed {
  /** Absent where nothing was answered. */
  readonly value?: Json;
  readonly refs: readonly Pointer[];
}

/** What goes with a message that was told, sent or asked with options. */
export interface FarDelivery {
  readonly priority: "low" | "normal" | "high" | "critical";
  /** How many milliseconds it has left; null: it does not expire. */
  readonly expiresIn: number | null;
  readonly correlationId: string | number | null;
  readonly replyTo: string | null;
}

/** A message for an actor on the other side, or further on from there. */
export interface FarLetter extends Packed {
  /** Of the actor, from the root. */
  readonly path: string;
  /** Of the actor that asked, or that told or sent with options; null where none did. */
  readonly from: string | null;
  readonly delivery: FarDelivery | null;
}

/** A letter that somebody waits for the outcome of: "send" until the mailbox took it, "ask" until it is answered. */
export interface FarAsked extends FarLetter {
  readonly type: "send" | "ask";
  /** From 1 up, of the side that says it. It is settled once, by an answer or a failure of the same id. */
  readonly id: number;
}

/** How something that was sent or asked came out. */
export type MailOutcome =
  | ({ readonly type: "answer"; readonly id: number } & Packed)
  | {
      readonly type: "failure";
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: { readonly [key: string]: Json };
      readonly cause: ErrorData | null;
    };

/** What actors on both sides of a link say to each other. Either side says all of it. */
export type Mail =
  | (FarLetter & { readonly type: "tell" })
  | FarAsked
  /** Nobody waits any more for the outcome of what was sent or asked. */
  | { readonly type: "cancel"; readonly id: number }
  | MailOutcome;

/**
 * How deep what actors say nests, how many values it has, and how many characters of text. The same whatever carries it, so that a frame of a socket holds
 * the largest.
 */
export const MAIL_LIMITS: JsonLimits = Object.freeze({ depth: 50, values: 100_000, text: 2 * 1024 * 1024 });

const content: Check = maybe(jsonWithin(MAIL_LIMITS));

const pointer: Check = listOf((step) => text(step) || count(step));

/** What the fields of a delivery must be. */
export const DELIVERY: Readonly<Record<keyof FarDelivery, Check>> = {
  priority: oneOf("low", "normal", "high", "critical"),
  expiresIn: nullOr(number),
  correlationId: nullOr((id) => text(id) || number(id)),
  replyTo: nullOr(text),
};

const delivery: Check = record(DELIVERY);

const letter = { path: text, from: nullOr(text), value: content, refs: listOf(pointer), delivery: nullOr(delivery) } as const;

/** What the fields of these messages must be. */
export const MAIL: FieldsOf<Mail> = {
  tell: letter,
  send: { ...letter, id: count },
  ask: { ...letter, id: count },
  cancel: { id: count },
  answer: { id: count, value: content, refs: listOf(pointer) },
  failure: {
    id: count,
    code: isErrorCode,
    message: text,
    details: jsonRecord,
    cause: nullOr((value) => isErrorData(value)),
  },
};

/** Whether a message of a link is one between actors. */
export function isMail(message: { readonly type: string }): message is Mail {
  return Object.hasOwn(MAIL, message.type);
}
