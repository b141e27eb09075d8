import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { LONGEST_ID } from "../spec/validation/check-id.ts";
import { isSpec } from "../spec/validation/is-spec.ts";

/**
 * What may be the id of a child; whether there is one is for the supervisor.
 *
 * @param where names the call in the error, such as `stopChild(id) of shop`.
 * @throws CoppiceError BAD_ID for what is no text, and for what is too long for any id.
 */
export function expectChildId(where: string, id: unknown): asserts id is string {
  if (typeof id === "string" && id.length <= LONGEST_ID) return;
  const mend = isSpec(id) ? ` Give its id: ${show(id.id)}.` : "";
  throw new CoppiceError("BAD_ID", `${where} was given ${show(id)}: expected the id of a child, such as "http".${mend}`, {
    details: { where, given: jsonSafe(id) },
  });
}
