const UNITS: readonly (readonly [RegExp, string, number])[] = [
  [/^(?:|ms|msecs?|millis|milliseconds?)$/, "ms", 1],
  [/^(?:s|secs?|seconds?)$/, "s", 1],
  [/^(?:m|mins?|minutes?)$/, "m", 1],
  [/^(?:h|hrs?|hours?)$/, "h", 1],
  [/^(?:d|days?)$/, "h", 24],
];

const LOOSE = /^(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]*)\.?$/;

/** What a wrong duration was probably meant to be, as one writes it: `"5s"` for "5 sec"; undefined when nobody can tell. */
export function meantDuration(value: unknown, endless: boolean): string | undefined {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  if (endless && /^inf(?:inity|inite)?$/.test(text)) return "Infinity";
  const [, amount, unit] = LOOSE.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const known = UNITS.find(([pattern]) => pattern.test(unit));
  if (known === undefined) return undefined;
  const [, suffix, times] = known;
  return `"${Number(amount) * times}${suffix}"`;
}
