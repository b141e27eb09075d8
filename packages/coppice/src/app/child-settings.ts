import type { ChildOptions } from "../child/options.ts";
import type { TaskOptions } from "../spec/task.ts";

/** All that can be said of a child whose kind its factory decides. */
export type WorkerOptions = TaskOptions;

/** The settings that a builder takes, each by the name of its option. */
const SETTINGS = [
  "restart",
  "shutdown",
  "startTimeout",
  "onStartFailure",
  "significant",
  "backoff",
  "budget",
  "onExhausted",
  "coolDown",
  "success",
  "fatal",
  "ready",
] as const satisfies readonly (keyof WorkerOptions)[];

/**
 * What can be said of a child before it is spawned: a method for each option of a child. Each answers a new builder and leaves
 * this one as it is; said twice, the last counts. Values are checked when it is spawned.
 */
export type ChildSettings<Self> = {
  readonly [Name in keyof ChildOptions | "ready"]-?: (value: NonNullable<WorkerOptions[Name]>) => Self;
};

/** The setters of a builder; `next` makes the builder with the options so far. */
export function settings<Self>(options: WorkerOptions, next: (options: WorkerOptions) => Self): ChildSettings<Self> {
  const setters = SETTINGS.map((name) => [name, (value: unknown): Self => next({ ...options, [name]: value })]);
  return Object.fromEntries(setters) as ChildSettings<Self>;
}
