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

/**
 * Whatever was thrown, as plain JSON. Never throws. Message and stack are capped at 8,192 and 16,384 characters; a cause more than 8
 * deep, or one that came before in its own chain, is left out; the message of an AggregateError names its first five errors.
 */
export function errorData(value: unknown): ErrorData {
  return dataOf(value, []);
}

function dataOf(value: unknown, effects: readonly unknown[]): ErrorData {
  const message = read(value, "message");
  if (typeof message !== "string") return { name: "NonError", message: nonError(value) };
  const name = textOr(read(value, "name"), "Error");
  const code = read(value, "code");
  const stack = read(value, "stack");
  const cause = read(value, "cause");
  const chain = [...effects, value];
  const hasCause = cause !== undefined && cause !== null && chain.length <= MAX_CAUSES && !chain.includes(cause);
  return {
    name: capped(name, MAX_NAME),
    message: capped(message + aggregated(read(value, "errors")), MAX_MESSAGE),
    ...(typeof code === "string" && { code: capped(code, MAX_NAME) }),
    ...(typeof code === "number" && Number.isFinite(code) && { code: code + 0 }),
    ...(typeof stack === "string" && { stack: capped(stack, MAX_STACK) }),
    ...(hasCause && { cause: dataOf(cause, chain) }),
  };
}

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
