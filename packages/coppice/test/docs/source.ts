import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./page.ts";

const SRC = join(ROOT, "packages/coppice/src");

/** A file of the package's source, as text: for what the compiler knows and no value does. */
export function sourceOf(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

/** The members of an interface, without those that it inherits. */
export function membersOf(file: string, name: string): string[] {
  const [, body] = new RegExp(`^(?:export )?interface ${name}\\b[^{]*\\{\\n(.*?)^\\}`, "ms").exec(sourceOf(file)) ?? [];
  if (body === undefined) throw new Error(`${file} has no interface ${name}`);
  return Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm), ([, member = ""]) => member);
}

/** The types of all events that the domains declare, in maps called `…Events`. */
export function eventTypes(): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) => {
    const maps = sourceOf(file).matchAll(/^(?:export )?interface \w+Events\b[^{]*\{\n(.*?)^\}/gms);
    return Array.from(maps, ([, body = ""]) => Array.from(body.matchAll(/^ {2}"([^"]+)":/gm), ([, type = ""]) => type)).flat();
  });
}

/** The variants of the union of exits, each with its fields; optional ones end with `?`. */
export function exitVariants(): Record<string, string[]> {
  const [, union = ""] = /^type ExitVariant =\n(.*?);\n\n/ms.exec(`${sourceOf("exit.ts")}\n\n`) ?? [];
  const variants = union.split(/^ {2}\| /m).slice(1);
  return Object.fromEntries(
    variants.map((variant) => {
      const fields = Array.from(variant.matchAll(/readonly (\w+\??):/g), ([, field = ""]) => field);
      const [, type = ""] = /readonly type: "([^"]+)"/.exec(variant) ?? [];
      return [type, fields.filter((field) => field !== "type")];
    }),
  );
}

/** The error codes with what their docstrings say. */
export function errorMeanings(): Record<string, string> {
  const found = sourceOf("error.ts").matchAll(/\/\*\* (.*?) \*\/\n {2}([A-Z_]+): "/g);
  return Object.fromEntries(Array.from(found, ([, meaning = "", code = ""]) => [code, meaning.replaceAll("`", "")]));
}
