import type { Exit } from "../exit.ts";
import type { RestartType } from "../restart/restart-type.ts";
import type { ChildState } from "./life-cycle.ts";

/** A child as listings show it. Plain JSON. */
export interface ChildInfo {
  readonly id: string;
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  readonly kind: string;
  readonly restart: RestartType;
  readonly state: ChildState;
  /** The number of its last incarnation; 0 when none was begun. */
  readonly incarnation: number;
  /** How many times its supervisor began it again. */
  readonly restarts: number;
  /** Monotonic milliseconds since when it is in this state. */
  readonly since: number;
  /** Milliseconds until the next attempt, while it is `restarting` or `quarantined` for a known time. */
  readonly dueIn?: number;
  /** How its last incarnation ended. */
  readonly exit?: Exit;
  readonly significant?: true;
  /**
   * It is made from a module that exports a supervisor, once that was ready: what is below it lives where the child does, mostly elsewhere. Or it is an
   * actor that had children when it was ready.
   */
  readonly mount?: true;
}

/** How many children a supervisor has, as OTP counts them. */
export interface ChildCounts {
  /** All children whose spec is kept. */
  readonly specs: number;
  /** Those with a live incarnation. */
  readonly active: number;
  readonly supervisors: number;
  readonly workers: number;
}

/** How one child went down when its supervisor stopped. */
export interface StopReport {
  readonly id: string;
  readonly path: string;
  /** Absent when it was not running. */
  readonly exit?: Exit;
  /** Milliseconds from being asked to being down. */
  readonly took: number;
  /** It did not end in time, or was not asked. */
  readonly killed?: true;
  /** It could only be abandoned and may still run. */
  readonly leaked?: true;
  /** The same of its own children, in the order of their specs. */
  readonly children?: readonly StopReport[];
}
