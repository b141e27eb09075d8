import type { Context } from "../child/context.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe, type Json } from "../json.ts";
import { has } from "../kind/bad-child.ts";
import { isClass, type Make } from "../kind/make.ts";
import { errorData } from "../error-data.ts";
import { show } from "../show.ts";
import type { Spec } from "../child/contract.ts";
import { isSpec } from "../spec/validation/is-spec.ts";
import { isTree } from "./is-tree.ts";

/**
 * Imports a module; answers what makes its child: its default export, called or constructed with the context and `args`, or as
 * it is where it is the spec of a supervisor or an actor.
 *
 * @throws CoppiceError BAD_MODULE when the import fails, or the default export is neither a function nor a class nor such a spec.
 */
export async function loadFactory(url: string, args: Json, path: string): Promise<Spec | Make> {
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = (await import(url)) as typeof exports;
  } catch (error) {
    const { name, message } = errorData(error);
    throw new CoppiceError("BAD_MODULE", `${path}: its module ${url} could not be imported: ${name}: ${message}`, {
      details: { path, module: url },
      cause: error,
    });
  }
  const made = exports["default"];
  if (isTree(made)) return made;
  if (typeof made !== "function") {
    throw new CoppiceError(
      "BAD_MODULE",
      `${path}: the default export of ${url} is ${shown(made)}: expected a function of the context, a class, or the spec of a supervisor or an actor. ${mend(made)}`,
      { details: { path, module: url, given: jsonSafe(made) } },
    );
  }
  return isClass(made)
    ? (ctx: Context) => new (made as new (ctx: Context, args: Json) => unknown)(ctx, args)
    : (ctx: Context) => (made as (ctx: Context, args: Json) => unknown)(ctx, args);
}

function shown(made: unknown): string {
  return isSpec(made) ? `a spec, of the ${made.kind.name} "${made.id}"` : show(made);
}

function mend(made: unknown): string {
  if (made === undefined) return "Add one, such as: export default async (ctx) => { … };";
  if (has(made, "run") || has(made, "start")) return "Export what makes the object, so that each start has one of its own.";
  if (isSpec(made)) {
    return ["task", "service"].includes(made.kind.name)
      ? "Export the function or class that the spec is made of."
      : `Export a supervisor that has it among its children: supervisor("${made.id}", [${made.id}]).`;
  }
  return "Export the function itself, not what its call answers.";
}
