import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";

/** A span of time: milliseconds, or a text such as "250ms", "1.5s", "10m", "1h". Not negative. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const TEXT = /^((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(ms|s|m|h)$/;

/**
 * A duration in milliseconds.
 *
 * @param where names the option in the error, such as `shop/db: shutdown`.
 * @throws CoppiceError BAD_DURATION for anything that is no duration, is negative, or is not finite.
 */
export function milliseconds(value: Duration, where = "the duration"): number {
  return finite(value) ?? refuse(value, where, "not negative, not infinite");
}

/**
 * The same where `Infinity` is allowed, for never.
 *
 * @throws CoppiceError BAD_DURATION for anything that is no duration, or is negative.
 */
export function millisecondsOrNever(value: Duration, where: string): number {
  return value === Infinity ? value : (finite(value) ?? refuse(value, where, "not negative; or Infinity for never"));
}

/** Milliseconds; undefined for what is no duration that ends. */
function finite(value: Duration): number | undefined {
  const result = typeof value === "string" ? parsed(value) : value;
  return typeof result === "number" && result >= 0 && result < Infinity ? result : undefined;
}

function refuse(value: unknown, where: string, bounds: string): never {
  throw new CoppiceError(
    "BAD_DURATION",
    `${where} is ${show(value)}: expected milliseconds as a number, or a text such as "250ms", "5s", "10m", "1h"; ${bounds}.`,
    { details: { where, given: jsonSafe(value) } },
  );
}

function parsed(text: string): number | undefined {
  const [, amount, unit] = TEXT.exec(text) ?? [];
  if (amount === undefined) return undefined;
  // 15 digits are what a double holds for sure: "1.005s" is 1005, not 1004.9999999999999.
  return Number((Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS]).toPrecision(15));
}

/** A span of milliseconds for people: "250 ms", "1.5 s", "2 m 5 s", "3 h 10 m"; rounded to what is shown. */
export function formatDuration(ms: number): string {
  const short = ms < 10 ? Math.round(ms * 100) / 100 : Math.round(ms);
  if (short < 1_000 || ms === Infinity) return `${short} ms`;
  const seconds = Math.round(ms / 100) / 10;
  if (seconds < 60) return `${seconds} s`;
  const wholeSeconds = Math.round(ms / 1_000);
  if (wholeSeconds < 3_600) return inTwo(wholeSeconds, "m", "s");
  return inTwo(Math.round(ms / 60_000), "h", "m");
}

/** A count of a small unit, 60 of which make the large one. */
function inTwo(count: number, large: string, small: string): string {
  const whole = `${Math.floor(count / 60)} ${large}`;
  return count % 60 === 0 ? whole : `${whole} ${count % 60} ${small}`;
}
