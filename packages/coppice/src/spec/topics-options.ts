import type { ChildOptions } from "../child/options.ts";

/** What can be said of topics. */
export interface TopicsOptions extends ChildOptions {
  /** What becomes of a message that nobody is subscribed to: nothing, or a dead letter `no-subscriber`. Default: "ignore". */
  readonly unrouted?: "ignore" | "dead-letter";
}
