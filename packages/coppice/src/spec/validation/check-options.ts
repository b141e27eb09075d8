import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import { isPlain } from "../frozen-copy.ts";
import { type Check, listed, type OptionTable } from "./check.ts";
import { nearest } from "./nearest.ts";
import { OPTIONS, type Owner } from "./option-tables.ts";

/**
 * Checks each option by itself.
 *
 * @param path of the child, as far as it is known: its id when it is written down, the whole path in a running tree.
 * @throws CoppiceError BAD_OPTION, BAD_DURATION.
 */
export function checkOptions(path: string, options: unknown, owner: Owner): void {
  if (!isPlain(options)) throw noOptions(path, options);
  checkMembers(path, "", options, OPTIONS[owner], owner);
}

function checkMembers(path: string, above: string, options: object, table: OptionTable, owner: Owner): void {
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(table, name) ? table[name] : undefined;
    if (check === undefined) throw unknownOption(path, above, name, value, table, owner);
    checkOption(path, above + name, value, check, owner);
  }
}

function checkOption(path: string, option: string, value: unknown, check: Check, owner: Owner): void {
  if (!check.accepts(value)) throw wrongValue(path, option, value, check);
  if (check.inside === undefined || !isPlain(value)) return;
  checkMembers(path, `${option}.`, value, check.inside, owner);
  for (const name of check.needs ?? []) {
    const needed = check.inside[name];
    if (needed !== undefined && !Object.hasOwn(value, name)) throw missing(path, `${option}.${name}`, value, needed);
  }
}

function wrongValue(path: string, option: string, given: unknown, { allowed, described, meant, code }: Check): CoppiceError {
  const guess = meant?.(given);
  const words = described?.(given);
  return new CoppiceError(
    code ?? "BAD_OPTION",
    `${path}: option "${option}" is ${words ?? show(given)}: expected ${allowed}.${guess === undefined ? "" : ` Did you mean ${guess}?`}`,
    { details: { path, option, given: words ?? jsonSafe(given), allowed } },
  );
}

function missing(path: string, option: string, group: unknown, { allowed }: Check): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${path}: option "${option}" is missing in ${show(group)}: expected ${allowed}.`, {
    details: { path, option, given: null, allowed },
  });
}

function unknownOption(
  path: string,
  above: string,
  name: string,
  given: unknown,
  table: OptionTable,
  owner: Owner,
): CoppiceError {
  const names = Object.keys(table);
  const option = above + name;
  const place = above === "" ? "" : ` in "${above.slice(0, -1)}"`;
  return new CoppiceError(
    "BAD_OPTION",
    `${path}: option "${option}" is ${show(given)}, but there is no option "${name}"${place}${mend(name, names, above, owner)} ` +
      `Expected ${listed(names)}.`,
    { details: { path, option, given: jsonSafe(given), allowed: names } },
  );
}

/** Where the option was meant to be, or what it was meant to be called. */
function mend(name: string, names: readonly string[], above: string, owner: Owner): string {
  if (above !== "" && Object.hasOwn(OPTIONS[owner], name)) return `: it stands one level up, beside "${above.slice(0, -1)}".`;
  const elsewhere = (Object.keys(OPTIONS) as Owner[]).find((other) => Object.hasOwn(OPTIONS[other], name));
  if (elsewhere !== undefined) return ` here: it is an option of ${elsewhere}.`;
  const guess = nearest(name, names);
  return guess === undefined ? "." : `: did you mean "${guess}"?`;
}

function noOptions(path: string, given: unknown): CoppiceError {
  const allowed = `an object such as { restart: "transient" }`;
  const guess = isRestartType(given) ? ` Did you mean { restart: "${given}" }?` : "";
  return new CoppiceError("BAD_OPTION", `${path}: its options are ${show(given)}: expected ${allowed}.${guess}`, {
    details: { path, given: jsonSafe(given), allowed },
  });
}

function isRestartType(value: unknown): value is string {
  return typeof value === "string" && OPTIONS["every child"].restart?.accepts(value) === true;
}
