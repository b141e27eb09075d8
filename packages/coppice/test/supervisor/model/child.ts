import type { ChildConfig } from "./config.ts";
import type { ChildState } from "./input.ts";

/** A group of children that goes down and comes back together. */
export interface Round {
  phase: "stopping" | "waiting" | "starting";
  /** The loop went around once since the wait began. */
  turned: boolean;
}

/** A child as the model remembers it: every fact a field, nothing derived. */
export interface ModelChild {
  readonly spec: ChildConfig;
  state: ChildState;
  /** Started once, or passed by the boot: strategies see only such children. */
  begun: boolean;
  gone: boolean;
  incarnation: number;
  restarts: number;
  round: Round | undefined;
  /** Of a culprit: when its wait ends. */
  due: number | undefined;
  startDue: number | undefined;
  stopDue: number | undefined;
  startedBy: "boot" | "start command" | "restart command" | "round";
  readySince: number | undefined;
  /** How long the incarnation had been running when it ended or was asked to. */
  ranFor: number;
  condemned: boolean;
  stoppedByCommand: boolean;
  killed: boolean;
  /** Failures since the backoff last began anew. */
  attempts: number;
  /** When units of the budget were granted. */
  spent: number[];
  startCall: number | undefined;
  stopCalls: number[];
}

export function newChild(spec: ChildConfig): ModelChild {
  return {
    spec,
    state: "waiting",
    begun: false,
    gone: false,
    incarnation: 0,
    restarts: 0,
    round: undefined,
    due: undefined,
    startDue: undefined,
    stopDue: undefined,
    startedBy: "boot",
    readySince: undefined,
    ranFor: 0,
    condemned: false,
    stoppedByCommand: false,
    killed: false,
    attempts: 0,
    spent: [],
    startCall: undefined,
    stopCalls: [],
  };
}

/** An incarnation of it exists. */
export function isAlive(child: ModelChild): boolean {
  return child.state === "starting" || child.state === "running" || child.state === "stopping";
}

/** The boot need not wait for it any longer. */
export function isSettled(child: ModelChild): boolean {
  return child.gone || child.state === "running" || child.state === "stopped" || child.state === "quarantined";
}
