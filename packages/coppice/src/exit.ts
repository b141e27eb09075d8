import { errorData, type ErrorData, written } from "./error-data.ts";
import type { Json } from "./json.ts";

export type { Json };

/** Why an incarnation was ended by force. */
export type KilledBy = "shutdown-timeout" | "brutal" | "deadline" | "outside";

/** A child, and how it ended: the cause of another's exit. */
export interface ExitCause {
  readonly path: string;
  readonly exit: Exit;
}

/**
 * Why an incarnation ended. Plain JSON; branch on `type`. Every type but `normal` and `shutdown` is abnormal.
 * `fatal: true` marks an exit after which no restart is tried: the supervisor gives up at once.
 */
export type Exit = ExitVariant & { readonly fatal?: true };

type ExitVariant =
  /** Ended by itself, well. */
  | { readonly type: "normal" }
  /** Was asked to stop and did, or ended saying so. */
  | { readonly type: "shutdown"; readonly info?: Json }
  /** Threw, rejected, called `ctx.fail`, or could not start. `stray`: nobody awaited the error. */
  | { readonly type: "failed"; readonly error: ErrorData; readonly stray?: true }
  /** A deadline passed, in milliseconds. */
  | { readonly type: "timeout"; readonly of: "start" | "handler"; readonly after: number }
  /** Did not stop in time, or was not asked. `leaked`: it could only be abandoned and may still run. */
  | { readonly type: "killed"; readonly by: KilledBy; readonly leaked?: true }
  /** Health checks failed to the threshold. */
  | { readonly type: "unhealthy"; readonly reason: string }
  /** No heartbeat for so many milliseconds. */
  | { readonly type: "unresponsive"; readonly after: number }
  /** A program ended with this code, or by this signal. */
  | { readonly type: "exited"; readonly code: number | null; readonly signal: string | null }
  /** A thread or a process went over its memory limit. */
  | { readonly type: "out-of-memory"; readonly limitMb?: number }
  /** A supervisor past its intensity, or with a child that ended fatally or spent its budget. */
  | {
      readonly type: "gave-up";
      readonly why: "intensity" | "budget" | "fatal";
      readonly cause: ExitCause;
      /** What would help, where the cause is known to be a slip. */
      readonly hint?: string;
    }
  /** A child it is linked to ended abnormally. */
  | { readonly type: "linked"; readonly cause: ExitCause }
  /** A mount lost its other side. */
  | { readonly type: "disconnected"; readonly reason: string };

/** The names of all exits. */
export type ExitType = Exit["type"];

const ABNORMAL: Readonly<Record<ExitType, boolean>> = Object.freeze({
  normal: false,
  shutdown: false,
  failed: true,
  timeout: true,
  killed: true,
  unhealthy: true,
  unresponsive: true,
  exited: true,
  "out-of-memory": true,
  "gave-up": true,
  linked: true,
  disconnected: true,
});

/** Whether a value is the name of an exit. */
export function isExitType(value: unknown): value is ExitType {
  return typeof value === "string" && Object.hasOwn(ABNORMAL, value);
}

/** Whether an exit is abnormal: what a transient child is restarted after. */
export function isAbnormal(exit: Exit): boolean {
  return ABNORMAL[exit.type];
}

/** The exit of something that ended by itself, well. */
export const NORMAL: Exit = Object.freeze({ type: "normal" });

/** The exit of something that was asked to stop and did. */
export const SHUTDOWN: Exit = Object.freeze({ type: "shutdown" });

/** The exit as it is handed out: values through and through, also the texts of stacks that nobody has read yet. */
export function complete(exit: Exit): Exit {
  if (exit.type === "failed") written(exit.error);
  else if (exit.type === "gave-up" || exit.type === "linked") complete(exit.cause.exit);
  return exit;
}

/** The exit of something that threw, rejected or reported this error. */
export function failedWith(error: unknown): Exit {
  return { type: "failed", error: errorData(error) };
}
