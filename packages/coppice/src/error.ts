import { isNativeError } from "node:util/types";
import type { Json } from "./json.ts";

/**
 * What a caller can do about an error: `fatal`, the same call fails again until something is changed; `retryable`, it may
 * succeed later as it is; `not-found`, what it named is not there.
 */
export type ErrorKind = "fatal" | "retryable" | "not-found";

/** Every code and its kind. */
export const ERROR_KINDS = {
  /** A spec is no spec, or lacks what it needs. */
  BAD_SPEC: "fatal",
  /** An option is unknown, or its value is not allowed. */
  BAD_OPTION: "fatal",
  /** An id is empty, has characters outside letters, digits, `-`, `_`, `.`, `:`, or more than 256 of them. */
  BAD_ID: "fatal",
  /** Two children of one supervisor have the same id. */
  DUPLICATE_ID: "fatal",
  /** Each option is allowed, but not these together. */
  BAD_COMBINATION: "fatal",
  /** A duration is neither milliseconds nor a text such as "250ms", "5s", "10m", "1h". */
  BAD_DURATION: "fatal",
  /** A factory answered something that is no child. */
  BAD_CHILD: "fatal",
  /** A program's command, folder or file, or the file of a thread's output, is not there, or the operating system refuses it. */
  BAD_PROGRAM: "fatal",
  /** A module could not be imported, or its default export is no child. */
  BAD_MODULE: "fatal",
  /** A child failed before it was ready; `details` and `cause` say which and why. */
  START_FAILED: "retryable",
  /** No child has this id or path. */
  NOT_FOUND: "not-found",
  /** The child or the tree does not run now. */
  NOT_RUNNING: "retryable",
  /** A child with this id is there and started. */
  ALREADY_STARTED: "fatal",
  /** A child with this id is there but does not run: restart or delete it. */
  ALREADY_PRESENT: "fatal",
  /** The child runs: stop it first. */
  RUNNING: "fatal",
  /** The child is down and waits for its next start. */
  RESTARTING: "retryable",
  /** The child is not in quarantine, so there is nothing to revive. */
  NOT_QUARANTINED: "fatal",
  /** The supervisor has as many children as its `maxChildren` allows, or the tree as many as its `limits`. */
  MAX_CHILDREN: "retryable",
  /** This kind of child or supervisor has no such operation. */
  UNSUPPORTED: "fatal",
  /** The path leads to a child that is no supervisor. */
  NOT_A_SUPERVISOR: "fatal",
  /** The incarnation that asks has ended or was abandoned; another may have taken its place. */
  STALE_INCARNATION: "fatal",
  /** A child would wait for its own end. */
  WOULD_DEADLOCK: "fatal",
  /** A child ended, well, before it said that it was ready. */
  ENDED_BEFORE_READY: "retryable",
  /** A strategy of the user's threw, or named what is no child. */
  BAD_STRATEGY: "fatal",
  /** Another command, or the stop of the supervisor, overtook this one. */
  CANCELLED: "retryable",
  /** The virtual runtime was still busy after the most turns that it may take at one instant. */
  UNSETTLED: "fatal",
  /** An ask was not answered in time. */
  ASK_TIMEOUT: "retryable",
  /** The handler of the message threw. */
  ACTOR_FAILED: "retryable",
  /** The mailbox holds as much as its capacity allows. */
  MAILBOX_FULL: "retryable",
  /** The behaviour has no handler for this type of message. */
  UNHANDLED_MESSAGE: "fatal",
  /** The actor that is asked waits for the one that asks. */
  ASK_CYCLE: "fatal",
  /** Another actor has this name. */
  ALREADY_REGISTERED: "fatal",
  /** A topic, or a pattern of topics, is none. */
  BAD_TOPIC: "fatal",
  /** Nobody who could answer is subscribed to the topic. */
  NO_SUBSCRIBER: "retryable",
  /** The message was not handled within its time to live. */
  MESSAGE_EXPIRED: "retryable",
  /** A message from outside is none that the actor accepts; `details.issues` say what is wrong with it, and where. */
  BAD_MESSAGE: "fatal",
  /** A message or an answer that was to cross to another thread or process is no plain data; `details.at` says where. */
  NOT_CLONEABLE: "fatal",
  /** What is about the message at hand was used when there was none. */
  NO_MESSAGE: "fatal",
  /** A handler replied to an ask that has its answer, or whose answer was left to `ctx.later()`. */
  ALREADY_REPLIED: "fatal",
  /** A task of a task supervisor ended without an answer: it was killed, or reported itself as broken. */
  TASK_FAILED: "retryable",
  /** A task of a task supervisor did not answer in time, and was cancelled. */
  TASK_TIMEOUT: "retryable",
  /** A defect of this library. */
  INTERNAL: "fatal",
} as const;

/** The name of what went wrong; what each means stands in `ERROR_KINDS`. */
export type ErrorCode = keyof typeof ERROR_KINDS;

/** What an error carries beside its message. */
export interface CoppiceErrorOptions {
  /** Facts to branch on or to log: the path, the option, what was given. Copied. */
  readonly details?: Readonly<Record<string, Json>>;
  readonly cause?: unknown;
}

/** The one error of this library. Branch on `code`, or on `kind` to decide whether to try again. */
export class CoppiceError extends Error {
  // Set on the prototype, as the language's own errors have it.
  declare readonly name: "CoppiceError";
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, Json>>;

  static {
    Object.defineProperty(this.prototype, "name", { value: "CoppiceError", configurable: true, writable: true });
  }

  constructor(code: ErrorCode, message: string, options: CoppiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = ERROR_KINDS[code];
    this.details = Object.freeze({ ...options.details });
  }
}

/** Whether a value is one of the codes above. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERROR_KINDS, value);
}

/** Whether a value is an error of this library, also when another copy of it made the error: told by name and code. */
export function isCoppiceError(value: unknown): value is CoppiceError {
  if (!isNativeError(value)) return false;
  return value.name === "CoppiceError" && isErrorCode((value as { code?: unknown }).code);
}
