import type { Environment, Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import { milliseconds } from "../time/duration.ts";
import type { Settings } from "./state.ts";

/** What a supervisor is made of. */
export interface SupervisorBody {
  readonly options: SupervisorOptions;
  readonly children: readonly Spec[];
  /** Its children are instances made on demand: one-for-one, stopped together, forgotten once they ended. */
  readonly dynamic: boolean;
  /** Makes what siblings get from `ctx.use`, of what the supervisor gives to its children. Default: none. */
  readonly instance?: (inside: Environment) => unknown;
}

/** Elixir's defaults. */
const DEFAULT_INTENSITY = { restarts: 3, within: "5s" } as const;

/** A supervisor's options as the kernel reads them. */
export function readSettings({ options, dynamic }: SupervisorBody, path: string): Settings {
  const { strategy = "one-for-one", intensity = DEFAULT_INTENSITY, autoShutdown = "never", boot, maxChildren } = options;
  return {
    path,
    strategy: typeof strategy === "function" ? "custom" : strategy,
    intensity: { restarts: intensity.restarts, within: milliseconds(intensity.within, "intensity.within") },
    autoShutdown,
    concurrent: boot === "concurrent",
    dynamic,
    maxChildren: maxChildren ?? Number.POSITIVE_INFINITY,
  };
}
