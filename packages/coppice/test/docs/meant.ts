import { milliseconds } from "../../src/time/duration.ts";

/** What a default's text means: durations in milliseconds, `none` and `false` as undefined. */
export function meant(text: string): unknown {
  if (text === "none" || text === "false") return undefined;
  if (text === "true") return true;
  if (text === "Infinity") return Number.POSITIVE_INFINITY;
  const [, quoted] = /^"(.*)"$/.exec(text) ?? [];
  if (quoted === undefined) return Number(text.replaceAll(",", ""));
  return /^\d/.test(quoted) ? milliseconds(quoted as "5s") : quoted;
}
