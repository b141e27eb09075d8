import { type Backoff, backoff } from "../restart/backoff.ts";
import type { RestartType } from "../restart/restart-type.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import type { ChildOptions, ExitRule } from "./options.ts";

/** The options of a child as the kernel reads them: complete, in milliseconds. */
export interface Policy {
  readonly restart: RestartType;
  /** Milliseconds, or `Infinity`, or "brutal". */
  readonly shutdown: number | "brutal";
  readonly startTimeout: number;
  readonly onStartFailure: "fail" | "policy";
  readonly significant: boolean;
  readonly backoff: Backoff | undefined;
  readonly budget: { readonly restarts: number; readonly within: number } | undefined;
  readonly onExhausted: "escalate" | "quarantine" | "stop";
  /** Milliseconds; `Infinity` when only a command revives. */
  readonly coolDown: number;
  readonly success: readonly ExitRule[] | undefined;
  readonly fatal: readonly ExitRule[] | undefined;
}

/** The policy of a child: its own options first, then what its kind needs, then its supervisor's defaults, then its tree's, then everybody's. */
export function readPolicy(
  options: ChildOptions,
  defaults: ChildOptions = {},
  kindDefaults: ChildOptions = {},
  treeDefaults: ChildOptions = {},
): Policy {
  const said = { ...treeDefaults, ...defaults, ...kindDefaults, ...options };
  return {
    restart: said.restart ?? "permanent",
    shutdown: said.shutdown === "brutal" ? "brutal" : limit(said.shutdown ?? 5_000, "shutdown"),
    startTimeout: limit(said.startTimeout ?? 30_000, "startTimeout"),
    onStartFailure: said.onStartFailure ?? "fail",
    significant: said.significant ?? false,
    backoff: said.backoff ? backoff(said.backoff, "backoff") : undefined,
    budget: said.budget
      ? { restarts: said.budget.restarts, within: milliseconds(said.budget.within, "budget.within") }
      : undefined,
    onExhausted: said.onExhausted ?? "escalate",
    coolDown: limit(said.coolDown ?? Number.POSITIVE_INFINITY, "coolDown"),
    success: said.success,
    fatal: said.fatal,
  };
}

function limit(value: Duration, where: string): number {
  return value === Number.POSITIVE_INFINITY ? value : milliseconds(value, where);
}
