import { isDeepStrictEqual } from "node:util";
import { isClass } from "../../kind/make.ts";
import { show } from "../../show.ts";
import { type Duration, milliseconds } from "../../time/duration.ts";
import { isPlain } from "../frozen-copy.ts";
import { meantDuration } from "./meant-duration.ts";
import { nearest } from "./nearest.ts";

/** What an option may be. */
export interface Check {
  /** As messages say it, after "expected". */
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
  /** What a refused value is, in words, where it is not to be shown: it may hold secrets. Default: it is shown. */
  readonly described?: (value: unknown) => string;
  /** What a refused value was probably meant to be, as one writes it. */
  readonly meant?: (value: unknown) => string | undefined;
  /** Default: BAD_OPTION. */
  readonly code?: "BAD_DURATION";
  /** For an object: what its own members may be. */
  readonly inside?: OptionTable;
  /** Those of its members that it cannot be without. */
  readonly needs?: readonly string[];
}

/** The options there are, and what each may be. */
export type OptionTable = Readonly<Record<string, Check>>;

/** One of some words. */
export function oneOf(...words: readonly string[]): Check {
  return {
    allowed: listed(words.map((word) => JSON.stringify(word))),
    accepts: (value) => typeof value === "string" && words.includes(value),
    meant: (value) => quoted(typeof value === "string" ? nearest(value, words) : undefined),
  };
}

/** One of some words, or else what another check takes. */
export function oneOfOr(words: readonly string[], other: Check): Check {
  const first = oneOf(...words);
  return {
    ...other,
    allowed: `${first.allowed}, or ${other.allowed}`,
    accepts: (value) => first.accepts(value) || other.accepts(value),
    meant: (value) => first.meant?.(value) ?? other.meant?.(value),
  };
}

/** How a duration is bounded beside being one. */
interface DurationBounds {
  /** `Infinity` is allowed, and means without limit. */
  readonly endless?: boolean;
  /** 0 is not. */
  readonly some?: boolean;
}

/** A span of time. */
export function duration({ endless = false, some = false }: DurationBounds = {}): Check {
  const texts = 'milliseconds as a number, or a text such as "250ms", "5s", "10m", "1h"';
  return {
    code: "BAD_DURATION",
    allowed: `${texts}; ${some ? "more than 0" : "not negative"}${endless ? "; or Infinity" : ", not infinite"}`,
    accepts: (value) => (endless && value === Infinity) || (isDuration(value) && !(some && milliseconds(value) === 0)),
    meant: (value) => meantDuration(value, endless),
  };
}

/** The same, or `false` for none. */
export function durationOrFalse(bounds: DurationBounds = {}): Check {
  const check = duration(bounds);
  return { ...check, allowed: `${check.allowed}; or false`, accepts: (value) => value === false || check.accepts(value) };
}

/** What JSON can say, and nothing else. */
export const json: Check = {
  allowed: "plain JSON: null, texts, finite numbers, true and false, lists and plain objects of these",
  accepts: (value) => {
    try {
      return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
    } catch {
      return false;
    }
  },
};

/** A number of things. */
export const count: Check = {
  allowed: "a whole number from 0 up, or Infinity",
  accepts: (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0),
  meant: (value) => (typeof value === "string" && /^\d+$/.test(value) ? value : undefined),
};

/** A number between two others. */
export function between(least: number, most: number): Check {
  return {
    allowed: most === Infinity ? `a finite number, at least ${least}` : `a number from ${least} to ${most}`,
    accepts: (value) => typeof value === "number" && value >= least && value <= most && value < Infinity,
  };
}

export const flag: Check = {
  allowed: "true or false",
  accepts: (value) => typeof value === "boolean",
  meant: (value) => (value === "true" || value === "false" ? value : undefined),
};

/** A function, said in words. */
export function callable(allowed: string): Check {
  return { allowed, accepts: (value) => typeof value === "function" && !isClass(value) };
}

/** A list whose members all pass. */
export function listOf(member: Check, allowed: string): Check {
  return { allowed, accepts: (value) => Array.isArray(value) && Array.from(value).every((each) => member.accepts(each)) };
}

/** An object with options of its own. */
export function group(inside: OptionTable, example: string, needs: readonly string[] = []): Check {
  return { allowed: `an object such as ${example}`, accepts: isPlain, inside, needs };
}

/** The same, or `false` for none. */
export function groupOrFalse(inside: OptionTable, example: string, needs: readonly string[] = []): Check {
  const check = group(inside, example, needs);
  return {
    ...check,
    allowed: `${check.allowed}, or false`,
    accepts: (value) => value === false || isPlain(value),
    meant: (value) => (value === null ? "false" : undefined),
  };
}

/** "a", "a or b", "a, b or c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function isDuration(value: unknown): value is Duration {
  try {
    milliseconds(value as Duration);
    return true;
  } catch {
    return false;
  }
}

function quoted(word: string | undefined): string | undefined {
  return word === undefined ? undefined : show(word).replaceAll("'", '"');
}
