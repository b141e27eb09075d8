import { isAnyArrayBuffer, isMap, isNativeError, isSet } from "node:util/types";
import { capped, show } from "./show.ts";

/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MAX_DEPTH = 8;
const MAX_VALUES = 1_000;
const MAX_TEXT = 8 * 1024;

/**
 * The nearest thing to a value that JSON can say, as a copy. Never throws. Differs from `JSON.stringify` where that loses or
 * breaks: BigInt, NaN and infinities become their digits or names as text, functions, symbols, errors, maps and bytes a short
 * text, circular and unreadable places a note. Capped at 8 levels, 1,000 values in all, and 8,192 characters a text.
 */
export function jsonSafe(value: unknown): Json {
  return new Copier().copy(value, 0) ?? null;
}

class Copier {
  readonly #open = new Set<object>();
  #left = MAX_VALUES;

  /** Undefined only for what JSON leaves out. */
  copy(value: unknown, depth: number): Json | undefined {
    if (this.#left-- <= 0) return "[more]";
    switch (typeof value) {
      case "undefined":
        return undefined;
      case "boolean":
        return value;
      case "string":
        return capped(value, MAX_TEXT);
      case "number":
        // Adding 0 makes -0, which JSON cannot say, a 0.
        return Number.isFinite(value) ? value + 0 : String(value);
      case "bigint":
        return capped(String(value), MAX_TEXT);
      case "object":
        return value === null ? null : this.#object(value, depth);
      default:
        return show(value, MAX_TEXT);
    }
  }

  #object(value: object, depth: number): Json | undefined {
    if (this.#open.has(value)) return "[circular]";
    if (depth >= MAX_DEPTH) return "[deeper]";
    this.#open.add(value);
    try {
      if (isNativeError(value)) return capped(String(value), MAX_TEXT);
      if (isMap(value) || isSet(value) || isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) {
        return show(value, MAX_TEXT);
      }
      if ("toJSON" in value && typeof value.toJSON === "function") return this.copy(value.toJSON(), depth + 1);
      return Array.isArray(value) ? this.#list(value, depth) : this.#record(value, depth);
    } catch {
      return "[unreadable]";
    } finally {
      this.#open.delete(value);
    }
  }

  #list(values: readonly unknown[], depth: number): Json {
    const copies: Json[] = [];
    for (let index = 0; index < values.length; index += 1) {
      copies.push(this.copy(values[index], depth + 1) ?? null);
      if (this.#left < 0) break;
    }
    return copies;
  }

  #record(value: object, depth: number): Json {
    const copies: [string, Json][] = [];
    for (const key of Object.keys(value)) {
      const copy = this.#member(value, key, depth);
      if (copy !== undefined) copies.push([capped(key, MAX_TEXT), copy]);
      if (this.#left < 0) break;
    }
    // Not by assignment: a key may be `__proto__`.
    return Object.fromEntries(copies);
  }

  /** One getter that throws takes only its own member away. */
  #member(value: object, key: string, depth: number): Json | undefined {
    try {
      return this.copy((value as Record<string, unknown>)[key], depth + 1);
    } catch {
      return "[unreadable]";
    }
  }
}
