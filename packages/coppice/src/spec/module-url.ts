import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import type { Module } from "./module.ts";

/**
 * The URL of a module, as it was given.
 *
 * @param word that it was given to, such as `thread(…)`.
 * @throws CoppiceError BAD_SPEC for what is none.
 */
export function moduleUrl(id: string, word: string, given: URL | string | Module): string {
  const text = isModule(given) && !(given instanceof URL) ? given.url : given;
  const url = typeof text === "string" || text instanceof URL ? String(text) : "";
  if (URL.canParse(url) && ["file:", "data:"].includes(new URL(url).protocol)) return url;
  throw new CoppiceError(
    "BAD_SPEC",
    `${id}: ${word} was given ${show(text)}: expected the URL of a module, "file:" or "data:". ` +
      `Write new URL("./${id}.ts", import.meta.url), which is relative to the file that it stands in.`,
    { details: { where: `${id}: ${word}`, given: jsonSafe(text) } },
  );
}

/** Whether it is meant as a module: a URL, or what `module(url)` answers. */
export function isModule(given: unknown): given is URL | Module {
  return given instanceof URL || (typeof given === "object" && given !== null && "url" in given);
}
