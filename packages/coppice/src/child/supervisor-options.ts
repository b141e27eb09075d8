import type { Strategy } from "../restart/strategy.ts";
import type { ChildDefaults, ChildOptions, RestartLimit } from "./options.ts";

/** When a supervisor ends because its significant children have ended. */
export type AutoShutdown = "never" | "any-significant" | "all-significant";

/** What can be said of a supervisor: how it treats its children, and, as of any child, how its own parent treats it. */
export interface SupervisorOptions extends ChildOptions {
  /** Which siblings a failure takes along. Default: "one-for-one". */
  readonly strategy?: Strategy;
  /** How many restarts it bears within what time; one more, and it gives up. Default: `{ restarts: 3, within: "5s" }`. */
  readonly intensity?: RestartLimit;
  /** What holds for its children where their own options do not say. */
  readonly defaults?: ChildDefaults;
  /** Whether it ends, with exit `shutdown`, when one or all of its significant children have ended for good. Default: "never". */
  readonly autoShutdown?: AutoShutdown;
  /** Whether its children start one after another, each awaited until ready, or together. Default: "sequential". */
  readonly boot?: "sequential" | "concurrent";
  /** How many children it may have; those that restart count. Default: `Infinity`. */
  readonly maxChildren?: number;
}
