import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { listed } from "../spec/validation/check.ts";
import { nearest } from "../spec/validation/nearest.ts";

/** The names of all options of a type. */
export type NamesOf<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Options of a call: an object with no others than these. One that is misspelt would do nothing, and nobody would know.
 *
 * @param where names the call in errors, such as `start(spec, options)`.
 * @throws CoppiceError BAD_OPTION.
 */
export function expectOptions(where: string, given: unknown, known: Readonly<Record<string, true>>): void {
  const names = Object.keys(known);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw badOption(where, "the argument", given, `expected an object, with ${listed(names)}`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || names.includes(name)) continue;
    const guess = nearest(name, names);
    const mend = guess === undefined ? "" : ` Did you mean "${guess}"?`;
    throw badOption(where, name, value, `there is no such option, only ${listed(names)}.${mend}`);
  }
}

/** An option of a call whose value is not allowed. `expected` ends the message. */
export function badOption(where: string, option: string, given: unknown, expected: string): CoppiceError {
  const end = expected.endsWith("?") || expected.endsWith(".") ? "" : ".";
  return new CoppiceError("BAD_OPTION", `${where}: ${option} is ${show(given)}: ${expected}${end}`, {
    details: { option, given: jsonSafe(given) },
  });
}
