import type { ChildConfig } from "./config.ts";

/** How an incarnation ended: `failed` stands for every abnormal end but `killed`; `fatal` for what the exit rules call fatal. */
export type ExitKind = "normal" | "shutdown" | "failed" | "killed" | "fatal";

/** News about one incarnation of a child. Under a custom strategy an exit brings the ids which the strategy named. */
export type News =
  | { readonly type: "ready" | "ignored" | "condemned"; readonly id: string; readonly incarnation: number }
  | {
      readonly type: "exited";
      readonly id: string;
      readonly incarnation: number;
      readonly exit: ExitKind;
      readonly affected: readonly string[];
    };

/** Everything that can reach a supervisor. */
export type Input =
  | News
  | { readonly type: "boot" | "turn" | "stop" | "kill" }
  | { readonly type: "advance"; readonly to: number }
  | { readonly type: "startChild"; readonly child: ChildConfig }
  | { readonly type: "stopChild" | "restartChild" | "deleteChild" | "reviveChild"; readonly id: string };

/** `ignored` answers a start that went well without anything to run. */
export type Answer =
  | "ok"
  | "ignored"
  | "ALREADY_STARTED"
  | "ALREADY_PRESENT"
  | "MAX_CHILDREN"
  | "NOT_FOUND"
  | "NOT_QUARANTINED"
  | "NOT_RUNNING"
  | "RESTARTING"
  | "RUNNING"
  | "START_FAILED"
  | "UNSUPPORTED";

/** The exit of the supervisor itself, and what led to it. */
export interface Ending {
  readonly exit: "shutdown" | "failed" | "gave-up" | "killed";
  readonly why: "stopped" | "auto-shutdown" | "start-failed" | "intensity" | "budget" | "fatal" | "killed";
  /** The child that led to it, where one did. */
  readonly child?: string;
}

/** What the supervisor does. Commands are numbered from 1 in the order given; their answers carry that number. */
export type Action =
  | { readonly type: "start" | "stop" | "kill"; readonly id: string; readonly incarnation: number }
  | { readonly type: "answer"; readonly call: number; readonly answer: Answer }
  | { readonly type: "up" }
  | ({ readonly type: "down" } & Ending);

export type Phase = "new" | "booting" | "up" | "stopping" | "down";

export type ChildState = "waiting" | "starting" | "running" | "stopping" | "restarting" | "quarantined" | "stopped";

/** What an onlooker sees, in the order of the children. */
export interface Snapshot {
  readonly phase: Phase;
  readonly children: readonly ChildSnapshot[];
}

export interface ChildSnapshot {
  readonly id: string;
  readonly state: ChildState;
  /** Starts that a round made. */
  readonly restarts: number;
  /** Starts of any origin; 0 before the first. */
  readonly incarnation: number;
  /** When the wait of a restarting child, or the cool-down of a quarantined one, ends. */
  readonly due?: number;
}
