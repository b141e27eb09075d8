import type { Context } from "../child/context.ts";
import type { Branch } from "../child/contract.ts";
import type { Exit } from "../exit.ts";

/**
 * What is done with what a factory answered, in order. One frozen object for all children of a shape: its members get the
 * child as an argument.
 */
export interface Course<Child = never> {
  /** Awaited before it is ready. When it fails nothing else is done. */
  readonly prepare?: (child: Child, ctx: Context) => unknown;
  /** Its life: when the promise settles, it ends. Without, it lives until it is asked to stop. */
  readonly run?: (child: Child, ctx: Context) => unknown;
  /** Whether there is a `finish` for this child: of all alike, or as its own code says. */
  readonly finishes: boolean | ((child: Child) => boolean);
  /** Done when the end has begun, if `prepare` was. `timeout`: the milliseconds it has. */
  readonly finish?: (child: Child, ctx: Context, timeout: number) => unknown;
  /** What a `finish` that fails means: an event of this name, or the exit. */
  readonly finishFailed: "hook.failed" | "exit";
  /**
   * Done when it is over, or was left behind, with its exit; once, whatever else was done or failed. Must not throw. Where it answers a promise,
   * its supervisor hears of the end when that resolves.
   */
  readonly over?: (child: Child, exit: Exit) => Promise<unknown> | undefined;
  /** What is below it, where there is something. */
  readonly branch?: (child: Child) => Branch | undefined;
  /** What siblings get from `ctx.use`. */
  readonly instance: (child: Child) => unknown;
}
