import type { Json } from "../json.ts";
import type { Duration } from "../time/duration.ts";

/** What can be said of a child that is made from a module and lives elsewhere, in a thread or a process. */
export interface HostedOptions<Args = Json> {
  /**
   * When it is ready: as soon as its module is loaded and its child started, or when that calls `ctx.ready()`. Default: "start".
   */
  readonly ready?: "start" | "signal";
  /**
   * How long it may give no sign of life once it is ready; then its exit is `unresponsive`. Signs are given while its event
   * loop turns, and by `ctx.heartbeat()`. `false`: none are waited for. Default: "5s".
   */
  readonly heartbeat?: Duration | false;
  /** What its default export gets as second argument; plain JSON. Default: null. */
  readonly args?: Args;
}
