import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import type { Command } from "../../kind/program/program-options.ts";
import { show } from "../../show.ts";
import { isText } from "./program-checks.ts";

const EXPECTED = `expected a list of texts, the file and its arguments, such as ["ffmpeg", "-i", "in.webm"]`;

/**
 * @param where what it was given to, such as `encoder: program(…)`.
 * @throws CoppiceError BAD_SPEC for what is no command.
 */
export function expectCommand(where: string, value: unknown): asserts value is Command {
  if (Array.isArray(value) && Array.from(value).every(isText) && value.length > 0 && value[0] !== "") return;
  throw new CoppiceError("BAD_SPEC", `${where} was given ${show(value)} as its command: ${EXPECTED}.${meant(value)}`, {
    details: { where, given: jsonSafe(value) },
  });
}

function meant(value: unknown): string {
  if (typeof value === "string" && value.startsWith("file:")) return ` For a module write new URL(${JSON.stringify(value)}).`;
  if (typeof value === "string" && value.trim() !== "") {
    const words = /[^\w\s./:=@%+,-]/.test(value) ? ["sh", "-c", value] : value.trim().split(/\s+/);
    return ` Did you mean ${JSON.stringify(words)}?`;
  }
  if (!Array.isArray(value)) return "";
  const wrong = Array.from(value).findIndex((word, index) => !isText(word) || (index === 0 && word === ""));
  return wrong < 0 ? " It is empty." : ` Its member ${wrong} is ${show(value[wrong])}.`;
}
