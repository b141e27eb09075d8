import { errorData } from "../error-data.ts";
import { MASK, type Secrets } from "./secrets.ts";

/** The most characters of a text in an event. What is cut off is counted at its end: `… (+1234)`. */
export const MAX_TEXT = 2_048;

/** The most characters of a text under the key `stack`. */
export const MAX_STACK = 4_096;

/** How deep an event's data nest: enough for the exits of a dozen supervisors that gave up, one inside the other. */
export const MAX_DEPTH = 32;

/** The most keys of an object, and entries of an array. What is left out is counted under the key, or in the entry, `…`. */
export const MAX_KEYS = 50;

/** The most values in all of an event: bounds what depth and breadth together could make. */
export const MAX_VALUES = 1_000;

/** The most characters in all of an event's texts. */
export const MAX_TEXTS = 65_536;

/** Stands where something was left out. */
const ELLIPSIS = "…";

/** What more is looked at than is kept, so that a secret at the cut is masked whole. */
const MARGIN = 256;

/** What of an event's allowance is left, and the way down to where the copy is. */
interface Copy {
  readonly secrets: Secrets | undefined;
  readonly within: object[];
  values: number;
  characters: number;
}

/**
 * Copies data into an event as plain JSON, capped and masked; fields that the event has already stay. It calls nobody's
 * `toJSON`, and never throws: what is no plain data shows as text, `[Pool]`, and what cannot be read as `[unreadable]`.
 */
export function copyInto(event: Record<string, unknown>, data: Readonly<Record<string, unknown>>, secrets?: Secrets): void {
  const copy: Copy = { secrets, within: [], values: MAX_VALUES, characters: MAX_TEXTS };
  try {
    if (secrets !== undefined) hunt(data, secrets, 0);
    copyEntries(event, data, copy);
  } catch {
    event[ELLIPSIS] = "[unreadable]";
  }
}

function copyEntries(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>, copy: Copy): void {
  const keys = Object.keys(source);
  const most = Math.min(keys.length, MAX_KEYS);
  for (let index = 0; index < most; index += 1) {
    const key = keys[index] as string;
    const value = source[key];
    // JSON knows no undefined; an own `__proto__` would change the target.
    if (value === undefined || Object.hasOwn(target, key) || key === "__proto__") continue;
    if (copy.values <= 0) {
      target[ELLIPSIS] = keys.length - index;
      return;
    }
    copy.values -= 1;
    const name = key.length > MAX_TEXT ? cut(key, MAX_TEXT) : key;
    target[name] = copy.secrets?.covers(key) ? MASK : copyValue(value, key, copy);
  }
  if (keys.length > most) target[ELLIPSIS] = keys.length - most;
}

function copyValue(value: unknown, key: string, copy: Copy): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "string":
      return copyText(value, key === "stack" ? MAX_STACK : MAX_TEXT, copy);
    case "object":
      return value === null ? null : copyObject(value, copy);
    case "function":
      return copyText(`[function ${value.name}]`, MAX_TEXT, copy);
    case "bigint":
    case "symbol":
      return copyText(String(value), MAX_TEXT, copy);
    case "undefined":
      return null;
  }
}

function copyObject(value: object, copy: Copy): unknown {
  if (copy.within.includes(value)) return "[circular]";
  if (copy.within.length >= MAX_DEPTH) return ELLIPSIS;
  copy.within.push(value);
  try {
    if (Array.isArray(value)) return copyEntriesOfArray(value, copy);
    if (value instanceof Error) return copyPlain({ ...errorData(value) }, copy);
    if (isPlain(value)) return copyPlain(value as Record<string, unknown>, copy);
    return copyText(describe(value), MAX_TEXT, copy);
  } catch {
    return "[unreadable]";
  } finally {
    copy.within.pop();
  }
}

function copyPlain(value: Readonly<Record<string, unknown>>, copy: Copy): Record<string, unknown> {
  const target = {};
  copyEntries(target, value, copy);
  return target;
}

function copyEntriesOfArray(values: readonly unknown[], copy: Copy): unknown[] {
  const target: unknown[] = [];
  const most = Math.min(values.length, MAX_KEYS);
  for (let index = 0; index < most && copy.values > 0; index += 1) {
    copy.values -= 1;
    target.push(copyValue(values[index], "", copy));
  }
  if (values.length > target.length) target.push(`${ELLIPSIS} (+${values.length - target.length})`);
  return target;
}

function copyText(text: string, most: number, copy: Copy): string {
  const { secrets } = copy;
  const allowed = Math.min(most, copy.characters);
  const masked = secrets === undefined ? text : secrets.mask(text.length > allowed ? text.slice(0, allowed + MARGIN) : text);
  const cutOff = text.length > allowed || masked.length > allowed;
  const kept = cutOff ? cut(masked, allowed, text.length) : masked;
  copy.characters -= Math.min(kept.length, allowed);
  return kept;
}

function cut(text: string, most: number, length: number = text.length): string {
  const last = text.charCodeAt(most - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  const end = Math.min(isHalf ? most - 1 : most, text.length);
  // By way of bytes, because a slice would hold on to the whole text for as long as the event lives.
  const kept = Buffer.from(text.slice(0, end), "utf16le").toString("utf16le");
  return `${kept}${ELLIPSIS} (+${Math.max(length - end, 0)})`;
}

/** Whether an object is data rather than an instance of something, of this realm or another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** An instance in a word. */
function describe(value: object): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return String(value);
  return `[${value.constructor.name}]`;
}

/** Finds the values under secret keys before any text is copied: a text may come before the secret that it repeats. */
function hunt(value: unknown, secrets: Secrets, depth: number): void {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
  for (const [key, entry] of Object.entries(value).slice(0, MAX_KEYS)) {
    if (secrets.covers(key)) secrets.hunt(entry);
    else hunt(entry, secrets, depth + 1);
  }
}
