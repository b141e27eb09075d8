import type { ChildInfo, StopReport } from "../child/child-info.ts";
import type { AnyEvent } from "../event/event.ts";
import { SEVERITIES } from "../event/event.ts";
import type { Json } from "../json.ts";
import { hasItsExit } from "./event-exits.ts";
import { exit } from "./exit-fields.ts";
import {
  type Check,
  type FieldsOf,
  count,
  flag,
  isRecord,
  jsonRecord,
  listOf,
  maybe,
  nullOr,
  number,
  oneOf,
  record,
  text,
} from "./field.ts";

/** The options of a spec, as much as JSON can say: without functions, an infinite number as the text "Infinity". */
export type SpecOptions = { readonly [option: string]: Json };

/** A child below a mount: what listings show of it, on the tree's clock. */
export interface FarChild extends Omit<ChildInfo, "path" | "dueIn"> {
  /** When its next attempt may begin. */
  readonly due?: number;
  /** What its spec says. */
  readonly options: SpecOptions;
  /** Its kind has children of its own, beside supervisors: a pool. */
  readonly supervises?: true;
}

/** What a supervisor below a mount was made of. */
export interface FarSupervisor {
  readonly options: SpecOptions;
  readonly dynamic: boolean;
  /** Instances can be started by their arguments. */
  readonly template: boolean;
}

/** What has changed in one supervisor below a mount. */
export interface FarBranch {
  readonly path: string;
  /** It has begun anew, and these are all of its children so far; absent where only what is named has changed. */
  readonly begun?: FarSupervisor;
  /** The ids of those that are gone. */
  readonly removed: readonly string[];
  /** Those that changed, or came: these are the last, in this order. One that is among the removed too came anew. */
  readonly children: readonly FarChild[];
}

/** How a child below a mount went down. */
export type FarReport = Omit<StopReport, "path" | "children" | "leaked">;

/** What a subtree that lives elsewhere says of itself. All of it concerns the mount and what is below. */
export type FromTree =
  /** Its root is an actor: messages for the path of the mount are for it. Said before any other, and again after a `resume`. */
  | { readonly type: "actor" }
  /**
   * What has changed since the last time, all at once; first, and after a `resume`, everything. It comes before any other message
   * that rests on it: `ready`, a reply, an event.
   */
  | {
      readonly type: "state";
      /** How many incarnations were abandoned there and may still run. */
      readonly leaked: number;
      /** Those above before those below. */
      readonly branches: readonly FarBranch[];
    }
  /** What happened, in order. `seq` is that of the subtree's own bus: a `resume` names the last that was heard. */
  | {
      readonly type: "events";
      /** How many before these are lost for good, since too many came while nobody heard them. */
      readonly missed: number;
      readonly events: readonly AnyEvent[];
    }
  /** How the children of one supervisor went down; right before `exited`, for each that has stopped. */
  | { readonly type: "stop-report"; readonly path: string; readonly children: readonly FarReport[] };

const STATES = ["waiting", "starting", "running", "stopping", "restarting", "quarantined", "stopped"];

const farChild: Check = record({
  id: text,
  kind: text,
  restart: oneOf("permanent", "transient", "temporary"),
  state: oneOf(...STATES),
  incarnation: count,
  restarts: count,
  since: number,
  due: maybe(number),
  exit: maybe(exit),
  significant: maybe(flag),
  mount: maybe(flag),
  options: jsonRecord,
  supervises: maybe(flag),
});

const farSupervisor: Check = record({ options: jsonRecord, dynamic: oneOf(true, false), template: oneOf(true, false) });

const farBranch: Check = record({ path: text, begun: maybe(farSupervisor), removed: listOf(text), children: listOf(farChild) });

const envelope: Check = record({
  seq: count,
  at: number,
  wall: number,
  severity: oneOf(...SEVERITIES),
  path: text,
  incarnation: maybe(count),
  type: text,
});

const farEvent: Check = (value) => isRecord(value) && envelope(value) && jsonRecord(value) && hasItsExit(value["type"], value);

const farReport: Check = record({ id: text, exit: maybe(exit), took: number, killed: maybe(flag) });

/** What the fields of these messages must be. */
export const FROM_TREE: FieldsOf<FromTree> = {
  actor: {},
  state: { leaked: count, branches: listOf(farBranch) },
  events: { missed: count, events: listOf(farEvent) },
  "stop-report": { path: text, children: listOf(farReport) },
};

/** A child that a reply may name. */
export const nullOrChild: Check = nullOr(farChild);
