import { types } from "node:util";
import { errorData } from "../error-data.ts";
import { capped, show } from "../show.ts";
import { MASK, type Secrets } from "./secrets.ts";

/** The most characters of a text in an event; the cut text says how long the whole was. */
export const MAX_TEXT = 2_048;

/** The most characters of a text under the key `stack`. */
export const MAX_STACK = 4_096;

/** How deep an event's data nest: enough for the exits of a dozen supervisors that gave up, one inside the other. */
export const MAX_DEPTH = 32;

/** The most keys of an object, and entries of an array; `…` says how many were left out. */
export const MAX_KEYS = 50;

/** The most values in all of an event: depth times breadth alone would allow far too many. */
export const MAX_VALUES = 1_000;

/** The most characters in all of an event's texts; of a text that comes later only its length is left. */
export const MAX_TEXTS = 65_536;

/** Stands for what was left out. */
const MORE = "…";

/** What may still go into an event, and the way down to where the copy is. */
interface Copy {
  readonly secrets: Secrets | undefined;
  readonly within: object[];
  values: number;
  characters: number;
}

/**
 * Copies data into an event as plain JSON, capped and masked. Fields that the event has already stay as they are. Never
 * throws: what JSON cannot say becomes a short text, `[Pool]`, and what cannot be read `[unreadable]`.
 */
export function copyInto(event: Record<string, unknown>, data: Readonly<Record<string, unknown>>, secrets?: Secrets): void {
  const copy: Copy = { secrets, within: [], values: MAX_VALUES, characters: MAX_TEXTS };
  try {
    if (secrets !== undefined) hunt(data, secrets, false, { depth: 0, values: MAX_VALUES });
    copyMembers(event, data, copy);
  } catch {
    event[MORE] = "[unreadable]";
  }
}

function copyMembers(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>, copy: Copy): void {
  const keys = Object.keys(source);
  let taken = 0;
  for (const key of keys) {
    if (taken === MAX_KEYS || copy.values === 0) break;
    taken += 1;
    // Assigning `__proto__` would change what the target is.
    if (key in target && (Object.hasOwn(target, key) || key === "__proto__")) continue;
    copy.values -= 1;
    const value = copy.secrets?.covers(key) ? MASK : copyMember(source, key, copy);
    if (value !== undefined) target[capped(key, MAX_TEXT)] = value;
  }
  if (keys.length > taken) target[MORE] = keys.length - taken;
}

/** One getter that throws takes only its own member away. */
function copyMember(source: Readonly<Record<string, unknown>>, key: string, copy: Copy): unknown {
  try {
    return copyValue(source[key], copy, key === "stack" ? MAX_STACK : MAX_TEXT);
  } catch {
    return "[unreadable]";
  }
}

/** Undefined only for undefined. */
function copyValue(value: unknown, copy: Copy, maxText: number = MAX_TEXT): unknown {
  switch (typeof value) {
    case "undefined":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "string":
      return copyText(value, copy, maxText);
    case "object":
      return value === null ? null : copyObject(value, copy);
    default:
      return copyText(show(value, maxText), copy, maxText);
  }
}

function copyText(text: string, copy: Copy, maxText: number): string {
  const kept = capped(copy.secrets?.mask(text) ?? text, Math.min(maxText, copy.characters));
  copy.characters = Math.max(0, copy.characters - kept.length);
  return kept;
}

function copyObject(value: object, copy: Copy): unknown {
  if (copy.within.includes(value)) return "[circular]";
  if (copy.within.length === MAX_DEPTH) return "[deeper]";
  copy.within.push(value);
  try {
    if (Array.isArray(value)) return copyList(value, copy);
    if (isPlain(value)) return copyRecord(value, copy);
    if (types.isNativeError(value)) return copyRecord({ ...errorData(value) }, copy);
    if (isContainer(value)) return copyText(show(value, MAX_TEXT), copy, MAX_TEXT);
    if ("toJSON" in value && typeof value.toJSON === "function") return copyValue(value.toJSON(), copy) ?? null;
    return copyText(`[${value.constructor.name}]`, copy, MAX_TEXT);
  } catch {
    return "[unreadable]";
  } finally {
    copy.within.pop();
  }
}

function copyRecord(value: object, copy: Copy): unknown {
  const target = {};
  copyMembers(target, value as Readonly<Record<string, unknown>>, copy);
  return target;
}

function copyList(values: readonly unknown[], copy: Copy): unknown {
  const target: unknown[] = [];
  for (const value of values) {
    if (target.length === MAX_KEYS || copy.values === 0) break;
    copy.values -= 1;
    target.push(copyValue(value, copy) ?? null);
  }
  if (values.length > target.length) target.push(`${MORE} (${values.length} entries)`);
  return target;
}

/** Whether an object is data rather than an instance of something, in this realm or another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether the inspector says more of it than JSON would. */
function isContainer(value: object): boolean {
  return (
    types.isMap(value) ||
    types.isSet(value) ||
    types.isRegExp(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value)
  );
}

/**
 * Remembers the texts that stand under secret keys. Before any is copied, because a text that repeats a secret may come
 * before it.
 */
function hunt(value: unknown, secrets: Secrets, isSecret: boolean, left: { depth: number; values: number }): void {
  if (typeof value === "string" && isSecret) secrets.remember(value);
  if (typeof value !== "object" || value === null || !(Array.isArray(value) || isPlain(value)) || left.depth === MAX_DEPTH)
    return;
  left.depth += 1;
  for (const key of Object.keys(value).slice(0, MAX_KEYS)) {
    if (left.values === 0) break;
    left.values -= 1;
    hunt((value as Record<string, unknown>)[key], secrets, isSecret || secrets.covers(key), left);
  }
  left.depth -= 1;
}
