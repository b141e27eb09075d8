import type { Exit } from "../exit.ts";
import type { BackoffOptions } from "../restart/backoff.ts";
import type { RestartType } from "../restart/restart-type.ts";
import type { Duration } from "../time/duration.ts";

/** So many restarts within so much time. */
export interface RestartLimit {
  /** How many are borne; one more trips it. `Infinity` never trips. */
  readonly restarts: number;
  /** The time they are counted over. */
  readonly within: Duration;
}

/** A program's exit code, or a question to the exit. */
export type ExitRule = number | ((exit: Exit) => boolean);

/** What can be said of every child, whatever its kind. */
export interface ChildOptions {
  /** When it is started again after it ended. Default: "permanent". */
  readonly restart?: RestartType;
  /**
   * How long it has to end after it was asked to; then it is killed. "brutal" kills without asking, `Infinity` waits.
   * Default: "5s"; for supervisors `Infinity`.
   */
  readonly shutdown?: Duration | "brutal";
  /** How long a start may take until it is ready. Default: "30s"; for supervisors `Infinity`. */
  readonly startTimeout?: Duration;
  /**
   * What a failed first start means: "fail" fails the start of the supervisor, or the command that asked;
   * "policy" treats it as an exit, and the start goes on once the child is ready. Default: "fail".
   */
  readonly onStartFailure?: "fail" | "policy";
  /** Whether the supervisor's `autoShutdown` looks at it. Default: false. */
  readonly significant?: boolean;
  /** Waits between restarts. Default: `false`, none. */
  readonly backoff?: BackoffOptions | false;
  /** The child's own limit of restarts. Default: `false`, none. */
  readonly budget?: RestartLimit | false;
  /** What happens when the budget is spent. Default: "escalate". */
  readonly onExhausted?: "escalate" | "quarantine" | "stop";
  /** How long a quarantine lasts. Default: until a command revives it. */
  readonly coolDown?: Duration;
  /** Exits that count as ended well. */
  readonly success?: readonly ExitRule[];
  /** Exits after which no restart is tried: the supervisor gives up at once. */
  readonly fatal?: readonly ExitRule[];
}

/** What a supervisor's `defaults` may say for its children. */
export type ChildDefaults = Pick<
  ChildOptions,
  "restart" | "shutdown" | "startTimeout" | "backoff" | "budget" | "onExhausted" | "coolDown"
>;
