import type { HistoryOptions } from "../event/event-history.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TreeLimits } from "../spec/tree-limits.ts";
import { checkOptions } from "../spec/validation/check-options.ts";
import type { TreeEventSource } from "./events.ts";
import { badOption, expectOptions, type NamesOf } from "./expect-options.ts";
import type { WatchdogOptions } from "./watchdog-options.ts";

/** How a tree is started. */
export interface StartOptions {
  /** What the tree takes from the world: time, chance, the event loop. Default: `systemRuntime`; tests give a virtual one. */
  readonly runtime?: Runtime;
  /** Keeps the last events, and totals. `true`: the last 1,000 from severity "info" up. Default: `false`. */
  readonly history?: HistoryOptions | boolean;
  /** Keys whose values no event shows: names, in upper and lower case alike, and patterns. Default: none. */
  readonly secrets?: readonly (string | RegExp)[];
  /**
   * Charges errors that nobody caught or awaited (a throw in a timer, an emitter without a listener, a promise left alone) to the child that
   * caused them: it exits `failed` with `stray: true`, and its policy decides. An error of no child goes its way as if there were no
   * tree: to the program's own handlers, which hear of the others too, or it ends the process. See docs/isolation.md.
   * Default: `false`; `runMain`: `true`.
   */
  readonly strayErrors?: boolean;
  /** What bounds the whole tree, and what holds for all in it that does not say else. Default: no more than what holds for everybody. */
  readonly limits?: TreeLimits;
  /**
   * Has a thread of its own watch the event loop of this process: when that stands still for longer than a limit, it finds out which child
   * stands on it, writes that to a file at once, and tells it as the event `loop.blocked` once the loop is back; it can end the process. `true`:
   * with the defaults. One thread watches for all trees that ask for it. See docs/isolation.md. Default: `false`.
   */
  readonly watchdog?: WatchdogOptions | boolean;
  /**
   * Called before anything starts, so that what it subscribes hears of the start too. What it throws rejects the start.
   *
   * ```ts
   * await start(shop, { listen: (events) => logEvents(events, pino()) });
   * ```
   */
  readonly listen?: (events: TreeEventSource) => void;
}

/** The names of all options of a start. */
export const START_OPTIONS: NamesOf<StartOptions> = {
  runtime: true,
  history: true,
  secrets: true,
  strayErrors: true,
  limits: true,
  watchdog: true,
  listen: true,
};

const HISTORY_OPTIONS: NamesOf<HistoryOptions> = { capacity: true, severity: true };

const RUNTIME: NamesOf<Runtime> = {
  now: true,
  wall: true,
  random: true,
  after: true,
  soon: true,
  enter: true,
  outside: true,
  current: true,
};

/**
 * Checks what the event bus of the tree does not check itself.
 *
 * @param where names the call in errors, such as `start(spec, options)`.
 * @throws CoppiceError BAD_OPTION, BAD_DURATION.
 */
export function checkStartOptions(where: string, { runtime, history, strayErrors, limits, listen }: StartOptions): void {
  if (limits !== undefined) checkOptions(`${where}: limits`, limits, "the limits of a tree");
  if (runtime !== undefined) checkRuntime(where, runtime);
  if (history !== undefined && typeof history !== "boolean") {
    if (typeof history !== "object")
      throw badOption(where, "history", history, "expected true, false, or { capacity, severity }");
    expectOptions(`${where}: history`, history, HISTORY_OPTIONS);
  }
  if (strayErrors !== undefined && typeof strayErrors !== "boolean") {
    throw badOption(where, "strayErrors", strayErrors, "expected true or false");
  }
  if (listen !== undefined && typeof listen !== "function") {
    throw badOption(where, "listen", listen, "expected a function, such as (events) => logEvents(events, pino())");
  }
}

function checkRuntime(where: string, runtime: Partial<Runtime>): void {
  const missing = Object.keys(RUNTIME).filter((name) => typeof runtime?.[name as keyof Runtime] !== "function");
  if (missing.length === 0) return;
  const expected = `expected a runtime, such as systemRuntime or virtualRuntime(): it lacks ${missing.join(", ")}`;
  throw badOption(where, "runtime", runtime, expected);
}
