import type { Context } from "../child/context.ts";

/** What makes a child anew for each incarnation: a function, called with its context, or a class, constructed with it. */
export type Make<Child = unknown> = ((ctx: Context) => Child) | (new (ctx: Context) => Child);

/** Calls a factory, or constructs a class. A promise-like answer becomes a promise. */
export function construct(make: Make, ctx: Context): unknown {
  return isClass(make) ? new make(ctx) : adopt(make(ctx));
}

/** A promise for what is like one; anything else as it is. */
export function adopt(answer: unknown): unknown {
  return isThenable(answer) ? Promise.resolve(answer) : answer;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** A class's `prototype` cannot be put another in place of; a function's can, or there is none. */
function isClass(make: Make): make is new (ctx: Context) => unknown {
  return make.prototype !== undefined && Object.getOwnPropertyDescriptor(make, "prototype")?.writable === false;
}
