import type { ChildOptions } from "../child/options.ts";

/** What can be said of a task. */
export interface TaskOptions extends ChildOptions {
  /** When it is ready: as soon as it started, or when it calls `ctx.ready()`. Default: "start". */
  readonly ready?: "start" | "signal";
}
