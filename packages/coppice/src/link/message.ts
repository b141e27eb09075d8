import { type Exit, isExitType } from "../exit.ts";
import { SEVERITIES, type Severity } from "../event/event.ts";
import type { Json } from "../json.ts";

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
  | { readonly type: "stop" };

/** What a child that lives elsewhere says to its supervisor. */
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
  | { readonly type: "shutdown-tree" };

/** Every message that a link carries: plain JSON, so that any transport can. */
export type Message = ToChild | FromChild;

type Fields<Type extends Message["type"]> = {
  readonly [Field in Exclude<keyof Extract<Message, { type: Type }>, "type">]: (value: unknown) => boolean;
};

/** What the fields of each message must be. */
const FIELDS: { readonly [Type in Message["type"]]: Fields<Type> } = {
  hello: { version: isNumber },
  start: {
    module: isText,
    args: () => true,
    path: isText,
    incarnation: isNumber,
    ready: (value) => value === "start" || value === "signal",
    shutdown: (value) => isNumber(value) || value === "brutal" || value === null,
    heartbeat: (value) => isNumber(value) || value === null,
    now: isNumber,
  },
  stop: {},
  ready: {},
  ignored: {},
  exited: { exit: isExit },
  condemned: { exit: isExit },
  report: {
    event: isText,
    severity: (value) => (SEVERITIES as readonly unknown[]).includes(value),
    data: (value) => value === null || isRecord(value),
  },
  heartbeat: {},
  "shutdown-tree": {},
};

/** The same as lists, made once: every message is looked at. */
const CHECKS: ReadonlyMap<unknown, readonly (readonly [field: string, accepts: (value: unknown) => boolean])[]> = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, Object.entries(fields)]),
);

/** Whether what came over a transport is a message: of a known type, with all its fields. */
export function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  return CHECKS.get(value["type"])?.every(([field, accepts]) => accepts(value[field])) ?? false;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isExit(value: unknown): boolean {
  return isRecord(value) && isExitType(value["type"]);
}
