import { capped, show } from "./show.ts";

/** An error as plain JSON. */
export interface ErrorData {
  /** The error's name; `NonError` when what was thrown is no error. */
  readonly name: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: ErrorData;
}

const MAX_NAME = 256;
const MAX_MESSAGE = 8 * 1024;
const MAX_STACK = 16 * 1024;
const MAX_CAUSES = 8;
/** How many of an AggregateError's errors its message names. */
const MAX_NAMED = 5;

/** What the engine formats a stack with, when it is first read. Compared, never called. */
// oxlint-disable-next-line typescript/unbound-method
const FORMATTER = Object.getOwnPropertyDescriptor(new Error("any"), "stack")?.get;

/** Where data keep the error whose stack nobody has read yet: out of sight of JSON, copies and listings. */
const UNREAD = Symbol("coppice.unread");

type Draft = { -readonly [Key in keyof ErrorData]: ErrorData[Key] } & { [UNREAD]?: unknown };

/**
 * Whatever was thrown, as plain JSON. Never throws. Message and stack are capped at 8,192 and 16,384 characters; a cause more than 8
 * deep, or one that came before in its own chain, is left out; the message of an AggregateError names its first five errors.
 *
 * The stack's text is made when it is first read: that takes longer than all else that a restart does, and mostly nobody reads it.
 */
export function errorData(value: unknown): ErrorData {
  return dataOf(value, []);
}

/** Makes the texts that are still to be made, so that the data are values through and through. Answers the same data. */
export function written(data: ErrorData): ErrorData {
  for (let error: ErrorData | undefined = data; error !== undefined; error = error.cause) void error.stack;
  return data;
}

function dataOf(value: unknown, effects: readonly unknown[]): ErrorData {
  const message = read(value, "message");
  if (typeof message !== "string") return { name: "NonError", message: nonError(value) };
  const data: Draft = {
    name: capped(textOr(read(value, "name"), "Error"), MAX_NAME),
    message: capped(message + aggregated(read(value, "errors")), MAX_MESSAGE),
  };
  const code = read(value, "code");
  if (typeof code === "string") data.code = capped(code, MAX_NAME);
  else if (typeof code === "number" && Number.isFinite(code)) data.code = code + 0;
  if (isFormatted(value)) deferStack(data, value);
  else addStack(data, read(value, "stack"));
  const cause = read(value, "cause");
  if (cause !== undefined && cause !== null) addCause(data, cause, [...effects, value]);
  return data;
}

function addStack(data: Draft, stack: unknown): void {
  if (typeof stack === "string") data.stack = capped(stack, MAX_STACK);
}

function addCause(data: Draft, cause: unknown, chain: readonly unknown[]): void {
  if (chain.length <= MAX_CAUSES && !chain.includes(cause)) data.cause = dataOf(cause, chain);
}

/** Whether reading the stack has the engine format it, and nothing else. */
function isFormatted(value: unknown): value is Error {
  try {
    return FORMATTER !== undefined && Object.getOwnPropertyDescriptor(value, "stack")?.get === FORMATTER;
  } catch {
    return false;
  }
}

function deferStack(data: Draft, error: Error): void {
  Object.defineProperty(data, UNREAD, { configurable: true, value: error });
  Object.defineProperty(data, "stack", DEFERRED);
}

/** One getter for all: with one each, each would have a hidden class of its own, which lives long. */
const DEFERRED: PropertyDescriptor & ThisType<Draft> = {
  enumerable: true,
  configurable: true,
  get() {
    const stack = read(this[UNREAD], "stack");
    const value = typeof stack === "string" ? capped(stack, MAX_STACK) : `${this.name}: ${this.message}`;
    // Both do nothing where somebody froze the data.
    Reflect.defineProperty(this, "stack", { enumerable: true, configurable: true, writable: true, value });
    Reflect.deleteProperty(this, UNREAD);
    return value;
  },
};

/** A property of anything; undefined where there is none or it cannot be read. */
function read(value: unknown, key: string): unknown {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function nonError(value: unknown): string {
  return typeof value === "string" ? capped(value, MAX_MESSAGE) : show(value, MAX_MESSAGE);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

function aggregated(errors: unknown): string {
  try {
    if (!Array.isArray(errors)) return "";
    const named = errors.slice(0, MAX_NAMED).map((error: unknown) => {
      const message = read(error, "message");
      return typeof message === "string" ? `${textOr(read(error, "name"), "Error")}: ${message}` : nonError(error);
    });
    const more = errors.length > MAX_NAMED ? "; …" : "";
    return ` [${errors.length} errors: ${named.join("; ")}${more}]`;
  } catch {
    return "";
  }
}
