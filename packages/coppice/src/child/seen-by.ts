import type { ContextLife } from "./context.ts";

/** An instance that is another for everybody who uses it. */
export abstract class SeenBy {
  /** What one incarnation gets of it by `ctx.use`. */
  abstract seenBy(life: ContextLife): unknown;
}

/** What an incarnation gets of an instance. */
export function seenBy(instance: unknown, life: ContextLife): unknown {
  return instance instanceof SeenBy ? instance.seenBy(life) : instance;
}
