import type { Exit } from "../exit.ts";
import { SEVERITIES, type Severity } from "../event/event.ts";
import type { Json } from "../json.ts";
import { type CommandOutcome, type FarCommand, OUTCOMES, type Resume, TO_TREE } from "./command-message.ts";
import { hasItsExit } from "./event-exits.ts";
import { exit } from "./exit-fields.ts";
import { type Check, type FieldsOf, isRecord, jsonRecord, nullOr, number, oneOf, text } from "./field.ts";
import { MAIL, type Mail } from "./mail-message.ts";
import { FROM_TREE, type FromTree } from "./tree-message.ts";

/** The version of the protocol. Two sides of different versions do not talk. */
export const LINK_VERSION = 1;

/** The first message of either side. */
export interface Hello {
  readonly type: "hello";
  readonly version: number;
}

/** Tells the side where the child is to live what it is: the module whose default export makes it, and its place. Sent once. */
export interface Start {
  readonly type: "start";
  /** The URL of the module. */
  readonly module: string;
  /** What its default export gets beside the context. */
  readonly args: Json;
  readonly path: string;
  readonly incarnation: number;
  /** When it is ready: at its start, or when it says so. */
  readonly ready: "start" | "signal";
  /** Milliseconds that it has to end; null: no limit. "brutal": it will not be asked. */
  readonly shutdown: number | "brutal" | null;
  /** Milliseconds between its heartbeats; null: none are wanted. */
  readonly heartbeat: number | null;
  /** Monotonic milliseconds on the tree's clock, now. */
  readonly now: number;
}

/** What a supervisor says to a child that lives elsewhere. */
export type ToChild =
  | Hello
  | Start
  /** It is asked to end. */
  | { readonly type: "stop" }
  | FarCommand
  | Resume
  | Mail;

/** What a child that lives elsewhere says to its supervisor; one that is a supervisor itself, what concerns those below it, too. */
export type FromChild =
  | Hello
  | { readonly type: "ready" }
  /** There is nothing to run, and it has ended. */
  | { readonly type: "ignored" }
  /** It has ended. The last message. */
  | { readonly type: "exited"; readonly exit: Exit }
  /** It must be brought down, and this is why. */
  | { readonly type: "condemned"; readonly exit: Exit }
  /** Something happened to it: an event of this child. */
  | {
      readonly type: "report";
      readonly event: string;
      readonly severity: Severity;
      readonly data: { readonly [key: string]: Json } | null;
    }
  | { readonly type: "heartbeat" }
  /** It wants the whole tree down. */
  | { readonly type: "shutdown-tree" }
  /** It wants to be stopped for good, as by a command. */
  | { readonly type: "resign" }
  | FromTree
  | CommandOutcome
  | Mail;

/** Every message that a link carries: plain JSON, so that any transport can. */
export type Message = ToChild | FromChild;

/** What the fields of each message must be. */
const FIELDS: FieldsOf<Message> = {
  hello: { version: number },
  start: {
    module: text,
    // The supervisor's own, however large.
    args: () => true,
    path: text,
    incarnation: number,
    ready: oneOf("start", "signal"),
    shutdown: (value) => number(value) || value === "brutal" || value === null,
    heartbeat: nullOr(number),
    now: number,
  },
  stop: {},
  ready: {},
  ignored: {},
  exited: { exit },
  condemned: { exit },
  report: { event: text, severity: oneOf(...SEVERITIES), data: nullOr(jsonRecord) },
  heartbeat: {},
  "shutdown-tree": {},
  resign: {},
  ...TO_TREE,
  ...FROM_TREE,
  ...OUTCOMES,
  ...MAIL,
};

/** The same as lists, made once: every message is looked at. */
const CHECKS: ReadonlyMap<unknown, readonly (readonly [field: string, accepts: Check])[]> = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, Object.entries<Check>(fields)]),
);

/** Whether what came over a transport is a message: of a known type, with all its fields, none of them too large. */
export function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  const isOne = CHECKS.get(value["type"])?.every(([field, accepts]) => accepts(value[field])) ?? false;
  return isOne && (value["type"] !== "report" || isToldWhole(value));
}

function isToldWhole({ event, data }: Readonly<Record<string, unknown>>): boolean {
  return hasItsExit(event, isRecord(data) ? data : {});
}
