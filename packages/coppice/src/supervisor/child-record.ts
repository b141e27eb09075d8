import type { Incarnation, Kept, Spec } from "../child/contract.ts";
import type { ChildState } from "../child/life-cycle.ts";
import type { Policy } from "../child/policy.ts";
import type { ErrorCode } from "../error.ts";
import type { Exit } from "../exit.ts";
import type { Watcher } from "../child/watcher.ts";
import type { RestartWindow } from "../restart/restart-window.ts";

/** Why an incarnation is being brought down, and from where in its life. */
export interface Condemned {
  readonly exit: Exit;
  readonly from: "starting" | "running";
  /** How long it had been there, in milliseconds. */
  readonly after: number;
}

/** What a supervisor knows of one child. Written by `decide` alone. */
export class ChildRecord {
  readonly id: string;
  readonly spec: Spec;
  readonly policy: Policy;
  state: ChildState = "waiting";
  /** The present incarnation; undefined when it is down. */
  life: Incarnation | undefined = undefined;
  /** How many incarnations were begun. */
  incarnation = 0;
  restarts = 0;
  /** When the present state began. */
  since = 0;
  /** Neighbours in the order of the specs. */
  previous: ChildRecord | undefined = undefined;
  next: ChildRecord | undefined = undefined;
  /** Its place in the order of the specs: grows from first to last. */
  position = 0;
  /** How the last incarnation ended. */
  exit: Exit | undefined = undefined;
  /** How long its last stop took. */
  took = 0;
  /** The round of restarts that it is part of. */
  round: Round | undefined = undefined;
  /** What only a child in trouble, or one under command, has. */
  trouble: Trouble | undefined = undefined;
  /** What its kind keeps while incarnations come and go. */
  kept: Kept | undefined = undefined;

  constructor(spec: Spec, policy: Policy) {
    this.id = spec.id;
    this.spec = spec;
    this.policy = policy;
  }
}

/** The part of a record that a child which just runs does not need. */
export interface Trouble {
  /** Failures in a row, for the backoff. */
  attempts: number;
  budget: RestartWindow | undefined;
  /** When its next attempt may begin; -Infinity when it is no culprit of a round. */
  due: number;
  condemned: Condemned | undefined;
  /** Who waits for it to be ready. */
  starter: Request | undefined;
  /** It was brought in by the command that started it: gone when that start fails. */
  isNew: boolean;
  /** Who waits for it to be down. */
  stoppers: Request[] | undefined;
  /** The last incarnation was ended by force. */
  killed: boolean;
  /** Who waits for the present incarnation to end. They come and go by themselves; whom `decide` takes out is told. */
  watchers: Set<Watcher> | undefined;
}

/** How long a child has to end: as it says itself, else as its incarnation needs, else as its policy has it. */
export function shutdownOf({ spec, policy, life }: ChildRecord): number | "brutal" {
  return spec.options.shutdown === undefined ? (life?.shutdown ?? policy.shutdown) : policy.shutdown;
}

/** The trouble of a child, made when first needed. */
export function troubleOf(child: ChildRecord): Trouble {
  child.trouble ??= {
    attempts: 0,
    budget: undefined,
    due: Number.NEGATIVE_INFINITY,
    condemned: undefined,
    starter: undefined,
    isNew: false,
    stoppers: undefined,
    killed: false,
    watchers: undefined,
  };
  return child.trouble;
}

/**
 * Children that go down and come back together: the one mechanism behind every restart, of one child, of all, of the
 * rest, or of whom a user's strategy names.
 *
 * First those still alive are stopped, one after another, last first; then the round waits until the latest due time of
 * its culprits, and one turn of the loop at least; then the members start in order, each awaited until ready. A member
 * that is ready has left the round.
 */
export interface Round {
  /** In the order of the specs. One whose `round` is another, or none, has left. */
  members: readonly ChildRecord[];
  phase: "stopping" | "waiting" | "starting";
  /** The member that the phase has come to. */
  at: number;
  /** Numbers the waits: an attempt with an older ticket is void. */
  ticket: number;
}

/** Who waits for the outcome of a command. The shell settles it; `decide` only hands it back. */
export interface Request {
  readonly answer: (child: ChildRecord | undefined) => void;
  readonly refuse: (refusal: Refusal) => void;
}

/** Why a command was not done. */
export interface Refusal {
  readonly code: ErrorCode;
  /** How many children the tree may have, where that is why. */
  readonly limit?: number;
  readonly id?: string;
  readonly child?: ChildRecord;
  readonly exit?: Exit;
}
