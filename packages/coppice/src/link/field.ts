/** Whether a field of a message is what it must be. */
export type Check = (value: unknown) => boolean;

/** What the fields of each of these messages must be. */
export type FieldsOf<Message extends { readonly type: string }> = {
  readonly [Type in Message["type"]]: {
    readonly [Field in Exclude<keyof Extract<Message, { readonly type: Type }>, "type">]: Check;
  };
};

/** The most entries of a list in a message; longer lists come in parts. */
export const MAX_LIST = 1_000;

/** The most characters of a text in a message. */
export const MAX_TEXT: number = 64 * 1024;

/** How deep plain JSON in a message nests: enough for the exits of some thirty supervisors that gave up, one inside the other. */
const MAX_DEPTH = 128;

/** The most values in all of one field of plain JSON. */
const MAX_VALUES = 100_000;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const text: Check = (value) => typeof value === "string" && value.length <= MAX_TEXT;

export const number: Check = (value) => typeof value === "number" && Number.isFinite(value);

/** A whole number from 0 up. */
export const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

export const flag: Check = (value) => value === true;

export function oneOf(...values: readonly unknown[]): Check {
  return (value) => values.includes(value);
}

export function nullOr(check: Check): Check {
  return (value) => value === null || check(value);
}

/** A field that may be left out. */
export function maybe(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.length <= MAX_LIST && value.every(check);
}

/** An object with these fields. What else it has is not looked at. */
export function record(fields: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(fields);
  return (value) => isRecord(value) && checks.every(([name, check]) => check(value[name]));
}

/** How much plain JSON may be. */
export interface JsonLimits {
  /** How deep lists and objects nest. */
  readonly depth: number;
  /** How many values there are in all. */
  readonly values: number;
  /** How many characters each text has. */
  readonly text: number;
}

/** Plain JSON, neither too deep nor too much; also where what carries it could carry more. */
export function jsonWithin(limits: JsonLimits): Check {
  return (value) => {
    let left = limits.values;
    const isJson = (one: unknown, depth: number): boolean => {
      left -= 1;
      if (left < 0 || depth > limits.depth) return false;
      if (typeof one === "string") return one.length <= limits.text;
      if (typeof one !== "object" || one === null) return one === null || typeof one === "boolean" || number(one);
      const isList = Array.isArray(one);
      if (!isList && !isPlain(one)) return false;
      return (isList ? one : Object.values(one)).every((member) => member === undefined || isJson(member, depth + 1));
    };
    return isJson(value, 0);
  };
}

export const json: Check = jsonWithin({ depth: MAX_DEPTH, values: MAX_VALUES, text: MAX_TEXT });

export const jsonRecord: Check = (value) => isRecord(value) && json(value);

/** Made by a literal, by JSON or without a prototype; also in another realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
