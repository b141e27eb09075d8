import type { ActorLimits } from "../actor/actor-system.ts";
import type { ChildDefaults } from "../child/options.ts";

/** What bounds a whole tree, and what holds for all children and actors in it that do not say else, nor their supervisor for them. */
export interface TreeLimits extends ActorLimits, Pick<ChildDefaults, "startTimeout" | "shutdown"> {
  /**
   * How many children the tree may have, on all levels, supervisors included. Those that are stopped do not count; those that restart or are in
   * quarantine do. One more is refused, MAX_CHILDREN; what a restart brings back is not. Default: `Infinity`.
   */
  readonly children?: number;
}
