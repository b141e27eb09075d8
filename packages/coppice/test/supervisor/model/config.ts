/** How the model is told what a supervisor is. All durations are milliseconds; `Infinity` means never. */
export interface ModelConfig {
  readonly strategy: "one-for-one" | "one-for-all" | "rest-for-one" | "custom";
  readonly dynamic: boolean;
  readonly concurrentBoot: boolean;
  readonly autoShutdown: "never" | "any-significant" | "all-significant";
  readonly intensity: Limit;
  readonly maxChildren: number;
  readonly children: readonly ChildConfig[];
}

/** How the model is told what a child is. */
export interface ChildConfig {
  readonly id: string;
  readonly restart: "permanent" | "transient" | "temporary";
  readonly shutdown: number | "brutal";
  readonly startTimeout: number;
  readonly significant: boolean;
  readonly onStartFailure: "fail" | "policy";
  readonly backoff?: BackoffConfig;
  readonly budget?: Limit;
  readonly onExhausted: "escalate" | "quarantine" | "stop";
  readonly coolDown?: number;
}

/** The waits before restarts: `first`, then `initial` growing by `factor` up to `max`; anew after `resetAfter` of running. */
export interface BackoffConfig {
  readonly first: number;
  readonly initial: number;
  readonly factor: number;
  readonly max: number;
  readonly jitter: 0;
  readonly resetAfter: number;
}

/** So many within that time, the boundary included; one more is too many. */
export interface Limit {
  readonly restarts: number;
  readonly within: number;
}

/** Takes one unit at `now`, and says whether the limit bears it; one that it does not bear counts for the next all the same. */
export function spend(times: number[], limit: Limit, now: number): boolean {
  times.push(now);
  return times.filter((time) => now - time <= limit.within).length <= limit.restarts;
}

/** The wait before restart number `attempt`, counted from 0. */
export function delayOf(backoff: BackoffConfig | undefined, attempt: number): number {
  if (backoff === undefined) return 0;
  if (attempt === 0) return backoff.first;
  return Math.min(backoff.max, backoff.initial * backoff.factor ** (attempt - 1));
}
