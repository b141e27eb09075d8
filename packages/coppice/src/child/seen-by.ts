import type { ContextLife } from "./context.ts";

/** Under this name an instance has a function that answers what one incarnation gets of it by `ctx.use`. */
export const SEEN_BY: unique symbol = Symbol("coppice.seen-by");

/** An instance that is another for everybody who uses it. */
export interface SeenBy<View> {
  [SEEN_BY](life: ContextLife): View;
}

/** What an incarnation gets of an instance. */
export function seenBy(instance: unknown, life: ContextLife): unknown {
  if (typeof instance !== "object" || instance === null || !(SEEN_BY in instance)) return instance;
  return (instance as SeenBy<unknown>)[SEEN_BY](life);
}
