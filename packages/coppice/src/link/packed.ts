import { CoppiceError } from "../error.ts";
import { type Json, jsonSafe } from "../json.ts";
import { capped, show } from "../show.ts";
import { isPlain, MAX_LIST, MAX_TEXT, text } from "./field.ts";
import { MAIL_LIMITS, type Packed, type Pointer } from "./mail-message.ts";

/**
 * A copy of plain data, as it crosses to another thread or process, whatever carries it: what JSON can say, and addresses of actors, which cross as
 * their paths. A member that is undefined is left out.
 *
 * @param what names the value in errors.
 * @param pathOf the path of an address; undefined for whatever is none.
 * @throws CoppiceError NOT_CLONEABLE for anything else: a function, an instance of a class, a bigint, a number that is none, a circle, more than 50 levels,
 *   100,000 values, 2,097,152 characters of text or 1,000 addresses.
 */
export function packed(what: string, value: unknown, pathOf: (value: object) => string | undefined): Packed {
  if (value === undefined) return NOTHING;
  const packer = new Packer(pathOf, (why, at) => notCloneable(what, why, at));
  return { value: packer.whole(value), refs: packer.refs };
}

/**
 * A copy of plain data without addresses, by the same rule.
 *
 * @param refusal makes the error for anything else of why it is none: "its member at is [Date]", "it holds more than 100000 values".
 */
export function plainCopy(value: unknown, refusal: (why: string) => CoppiceError): Json {
  return new Packer(() => undefined, refusal).whole(value);
}

/** What was packed on the other side; the copy that came is used up. @param refTo makes the address of a path. */
export function unpacked({ value, refs }: Packed, refTo: (path: string) => unknown): unknown {
  let whole: unknown = value;
  for (const pointer of refs) whole = restored(whole, pointer, 0, refTo);
  return whole;
}

const NOTHING: Packed = Object.freeze({ refs: Object.freeze([]) });

const LONG_KEY = `it has an address under a key of more than ${MAX_TEXT} characters`;

class Packer {
  readonly refs: Pointer[] = [];
  readonly #pathOf: (value: object) => string | undefined;
  readonly #refusal: (why: string, at: readonly (string | number)[]) => CoppiceError;
  /** The way to what is copied now; also the objects on it. */
  readonly #at: (string | number)[] = [];
  readonly #open: object[] = [];
  #left = MAIL_LIMITS.values;
  #characters = 0;

  constructor(
    pathOf: (value: object) => string | undefined,
    refusal: (why: string, at: readonly (string | number)[]) => CoppiceError,
  ) {
    this.#pathOf = pathOf;
    this.#refusal = refusal;
  }

  whole(value: unknown): Json {
    try {
      return this.#copy(value);
    } catch (error) {
      if (error instanceof CoppiceError) throw error;
      throw this.#refused(`it cannot be read: ${show(error)}`);
    }
  }

  #copy(value: unknown): Json {
    this.#left -= 1;
    if (this.#left < 0) throw this.#refused(`it holds more than ${MAIL_LIMITS.values} values`);
    switch (typeof value) {
      case "string":
        this.#count(value);
        return value;
      case "boolean":
        return value;
      case "number":
        // Adding 0 makes -0, which JSON cannot say, a 0.
        if (Number.isFinite(value)) return value + 0;
        break;
      case "object":
        return value === null ? null : this.#object(value);
      default:
    }
    throw this.#refused(`${this.#place} is ${show(value)}`);
  }

  #object(value: object): Json {
    const path = this.#pathOf(value);
    if (path !== undefined) {
      if (this.refs.length === MAX_LIST) throw this.#refused(`it holds more than ${MAX_LIST} addresses`);
      if (!this.#at.every((step) => typeof step === "number" || text(step))) throw this.#refused(LONG_KEY);
      this.refs.push([...this.#at]);
      return path;
    }
    if (this.#open.includes(value)) throw this.#refused(`${this.#place} is a circle`);
    if (this.#open.length >= MAIL_LIMITS.depth) throw this.#refused(`it is more than ${MAIL_LIMITS.depth} levels deep`);
    const isList = Array.isArray(value);
    if (!isList && !isPlain(value)) throw this.#refused(`${this.#place} is ${show(value)}`);
    this.#open.push(value);
    const copy = isList ? this.#list(value) : this.#record(value as Readonly<Record<string, unknown>>);
    this.#open.pop();
    return copy;
  }

  #list(values: readonly unknown[]): Json {
    const copies: Json[] = [];
    for (let at = 0; at < values.length; at += 1) copies.push(this.#member(at, values[at]));
    return copies;
  }

  #record(value: Readonly<Record<string, unknown>>): Json {
    const copies: Record<string, Json> = {};
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      this.#count(key);
      const copy = this.#member(key, member);
      // An assignment would set what the object inherits from.
      if (key === "__proto__")
        Object.defineProperty(copies, key, { value: copy, enumerable: true, writable: true, configurable: true });
      else copies[key] = copy;
    }
    return copies;
  }

  #member(step: string | number, value: unknown): Json {
    this.#at.push(step);
    const copy = this.#copy(value);
    this.#at.pop();
    return copy;
  }

  #count({ length }: string): void {
    this.#characters += length;
    if (this.#characters > MAIL_LIMITS.text) throw this.#refused(`it holds more than ${MAIL_LIMITS.text} characters of text`);
  }

  get #place(): string {
    return this.#at.length === 0 ? "it" : `its member ${capped(this.#at.join("."), 200)}`;
  }

  /** What is at hand cannot cross. */
  #refused(why: string): CoppiceError {
    return this.#refusal(why, this.#at);
  }
}

function notCloneable(what: string, why: string, at: readonly (string | number)[]): CoppiceError {
  return new CoppiceError(
    "NOT_CLONEABLE",
    `${what} cannot cross to another thread or process: ${why}. Expected plain data, as JSON has it, and addresses of actors.`,
    { details: { at: jsonSafe(at) } },
  );
}

/** The value with an address in place of the path that the pointer leads to; what leads nowhere is left as it is. */
function restored(value: unknown, pointer: Pointer, depth: number, refTo: (path: string) => unknown): unknown {
  if (depth === pointer.length) return typeof value === "string" ? refTo(value) : value;
  const step = pointer[depth] as string | number;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return value;
  const holder = value as Record<string | number, unknown>;
  holder[step] = restored(holder[step], pointer, depth + 1, refTo);
  return value;
}
