import type { Context } from "../child/context.ts";

/** What makes a child anew for each incarnation: a function, called with its context, or a class, constructed with it. */
export type Make<Child = unknown> = ((ctx: Context) => Child) | (new (ctx: Context) => Child);

/** Calls a factory, or constructs a class. A promise-like answer becomes a promise. */
export function construct(make: Make, ctx: Context): unknown {
  return isClass(make) ? new make(ctx) : adopt(make(ctx));
}

/** A promise for what is like one; anything else as it is. The promise's `then` is the language's own, which neither throws nor calls at once. */
export function adopt(answer: unknown): unknown {
  if (!isThenable(answer)) return answer;
  const promise = Promise.resolve(answer);
  return promise.then === Promise.prototype.then ? promise : new Promise((resolve) => resolve(promise));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Whether it must be constructed. A class's `prototype` cannot be put another in place of; a function's can, or there is none. */
export function isClass(value: unknown): value is new (ctx: Context) => unknown {
  return typeof value === "function" && Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;
}
