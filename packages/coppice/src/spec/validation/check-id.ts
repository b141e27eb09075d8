import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";

/** The most characters of an id: it is part of paths, events and messages to other threads and processes. */
export const LONGEST_ID = 256;

const CHARACTERS = /^[A-Za-z0-9\-_.:]+$/;

/**
 * @param where what the id was given to, such as `task(…)`.
 * @throws CoppiceError BAD_ID.
 */
export function checkId(where: string, id: unknown): asserts id is string {
  if (typeof id === "string" && isId(id)) return;
  const guess = meant(id);
  throw new CoppiceError(
    "BAD_ID",
    `${where}: the id is ${show(id)}: expected a text of letters, digits, "-", "_", "." and ":", not empty, without "/"` +
      `, and at most ${LONGEST_ID} characters.` +
      (guess === undefined ? "" : ` Did you mean "${guess}"?`),
    { details: { where, given: jsonSafe(id) } },
  );
}

function isId(id: string): boolean {
  return id.length <= LONGEST_ID && CHARACTERS.test(id);
}

function meant(id: unknown): string | undefined {
  if (typeof id === "number" || typeof id === "bigint") return isId(String(id)) ? String(id) : undefined;
  if (typeof id !== "string" || id.length > LONGEST_ID) return undefined;
  const mended = id
    .slice(0, 100)
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .replaceAll(/[^A-Za-z0-9\-_.:]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return mended === "" ? undefined : mended;
}
