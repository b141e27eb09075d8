import { adopt } from "../child/adopt.ts";
import type { Context } from "../child/context.ts";

/** What makes a child anew for each incarnation: a function, called with its context, or a class, constructed with it. */
export type Make<Child = unknown> = ((ctx: Context) => Child) | (new (ctx: Context) => Child);

/** Calls a factory, or constructs a class. A promise-like answer becomes a promise. */
export function construct(make: Make, ctx: Context): unknown {
  return isClass(make) ? new make(ctx) : adopt(make(ctx));
}

/** Whether it must be constructed. A class's `prototype` cannot be put another in place of; a function's can, or there is none. */
export function isClass(value: unknown): value is new (ctx: Context) => unknown {
  return typeof value === "function" && Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;
}
