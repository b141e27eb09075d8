import type { RestartType } from "./restart-type.ts";

/**
 * Which siblings a failure takes along: `one-for-one` none, `one-for-all` all of them, `rest-for-one` those after the failed
 * child in the order of the spec.
 */
export type StrategyName = "one-for-one" | "one-for-all" | "rest-for-one";

/** What a strategy sees of a child. */
export interface Sibling {
  readonly id: string;
  /** What the child is made of, such as `task` or `service`. */
  readonly kind: string;
  /** The state it is in, such as `running` or `stopped`. */
  readonly state: string;
  readonly restart: RestartType;
  /** How often it was restarted so far. */
  readonly restarts: number;
}

/**
 * A strategy of the user's: the ids of those that a failure takes along, the failed child's own or not. `children` are all of the supervisor's, the
 * failed one too, in the order of the spec. Pure: it answers by what it is given, at once. When it throws, names what is no child, or answers
 * no array, the supervisor acts as one-for-all and says so in an event.
 */
export type CustomStrategy = (failed: Sibling, children: readonly Sibling[]) => readonly string[];

/** Which siblings a failure takes along: a name, or a function of the user's. */
export type Strategy = StrategyName | CustomStrategy;
