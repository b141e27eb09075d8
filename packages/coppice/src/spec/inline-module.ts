import { Script } from "node:vm";
import type { Context, IGNORE } from "../child/context.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import type { Module } from "./module.ts";

/** What an inline module is made of: a function, or a class, as a module's default export would be. */
export type InlineMake = ((ctx: Context, args: never) => object | typeof IGNORE) | (new (ctx: Context, args: never) => unknown);

/** What a function's text ends with that was not written in JavaScript. */
const NATIVE = /\{\s*\[native code\]\s*\}$/;

/** How a method begins whose name is computed, from what is around it. */
const COMPUTED = /^(?:async\b)?\s*\*?\s*\[/;

/**
 * A module whose default export is this function, for short work that needs no file of its own. Its *text* goes to where it runs: it sees
 * its arguments, what is global, and what it imports itself, `await import("node:fs")`; nothing of what is around it here, neither variables nor
 * imports. A package is not found from there.
 * A method is taken as well, without its object.
 *
 * ```ts
 * const primes = inlineModule(async ({ sleep }, { upTo }: { upTo: number }) => { … });
 * thread("primes", primes, { args: { upTo: 1_000_000 } });
 * ```
 *
 * @throws CoppiceError BAD_SPEC for what is no function, or one without a text of its own, such as a bound one, and for a method whose name is computed.
 */
export function inlineModule<const Make extends InlineMake>(make: Make): Module<{ readonly default: Make }> {
  const text = typeof make === "function" ? Function.prototype.toString.call(make) : undefined;
  if (text === undefined || NATIVE.test(text) || COMPUTED.test(text)) {
    throw new CoppiceError(
      "BAD_SPEC",
      `inlineModule(…) was given ${show(make)}: expected a function with a text of its own, such as async (ctx, args) => { … }; not a bound one, nor a method whose name is computed.`,
      { details: { where: "inlineModule(…)", given: jsonSafe(make) } },
    );
  }
  // A method is one only in its object.
  const value = isMethod(text) ? `Object.values({ ${text}\n})[0]` : text;
  // Named, or every line of a stack would show all of it; a name can hold anything, a line of code too.
  const name = make.name.replaceAll(/[^\p{ID_Continue}$.-]/gu, "_") || "module";
  const source = `export default ${value}\n//# sourceURL=inline:${name}`;
  return Object.freeze({ url: `data:text/javascript,${encodeURIComponent(source)}` });
}

function isMethod(text: string): boolean {
  return !compiles(`(${text}\n)`) && compiles(`({ ${text}\n})`);
}

/** Nothing of it runs. */
function compiles(source: string): boolean {
  try {
    return new Script(source) instanceof Script;
  } catch {
    return false;
  }
}
