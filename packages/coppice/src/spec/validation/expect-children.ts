import type { Spec } from "../../child/contract.ts";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import { expectSpec } from "./expect-spec.ts";
import { isSpec } from "./is-spec.ts";

/**
 * Checks that it is a list of specs whose ids differ, and no more.
 *
 * @param path of the supervisor.
 * @throws CoppiceError BAD_SPEC, DUPLICATE_ID.
 */
export function expectChildren(path: string, values: unknown): asserts values is readonly Spec[] {
  if (!Array.isArray(values)) throw noList(path, values);
  const indices = new Map<string, number>();
  // By index, for a hole in the list is no child either.
  for (let index = 0; index < values.length; index += 1) {
    const spec: unknown = values[index];
    expectSpec(`${path}: children[${index}]`, spec);
    const first = indices.get(spec.id);
    if (first !== undefined) throw duplicateId(path, spec.id, first, index);
    indices.set(spec.id, index);
  }
}

/** Two children have one id. */
export function duplicateId(path: string, id: string, first: number, second: number): CoppiceError {
  return new CoppiceError(
    "DUPLICATE_ID",
    `${path}: children[${first}] and children[${second}] both have the id "${id}": expected ids that differ within a supervisor. ` +
      `Rename one, or put it below a supervisor of its own.`,
    { details: { path: `${path}/${id}`, id, indices: [first, second] } },
  );
}

function noList(path: string, given: unknown): CoppiceError {
  return new CoppiceError(
    "BAD_SPEC",
    `${path}: its children are ${show(given)}: expected an array of specs, in the order in which they start.${mend(given)}`,
    { details: { path, given: jsonSafe(given) } },
  );
}

function mend(given: unknown): string {
  if (isSpec(given)) return ` Put it in brackets: [${given.id}].`;
  if (typeof given !== "object" || given === null) return "";
  return Symbol.iterator in given ? " Spread it into one: [...children]." : " Options come before the children.";
}
