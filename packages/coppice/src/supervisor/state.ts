import { Census } from "../child/census.ts";
import type { AutoShutdown } from "../child/supervisor-options.ts";
import type { Exit } from "../exit.ts";
import { RestartWindow } from "../restart/restart-window.ts";
import type { StrategyName } from "../restart/strategy.ts";
import type { ChildRecord } from "./child-record.ts";

/** What a supervisor's spec says of the supervisor itself, complete. */
export interface Settings {
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  /** "custom": the verdict of a failure names those it takes along. */
  readonly strategy: StrategyName | "custom";
  readonly intensity: { readonly restarts: number; readonly within: number };
  readonly autoShutdown: AutoShutdown;
  /** Its children are started together, not one after another. */
  readonly concurrent: boolean;
  /** Its children are instances of a template: stopped together, forgotten once they ended. */
  readonly dynamic: boolean;
  readonly maxChildren: number;
}

/** The first start of all children. */
export interface Boot {
  /** One after another: the child that is awaited. */
  cursor: ChildRecord | undefined;
  /** The position of the last child that is awaited. */
  readonly end: number;
  /** Together: those without an outcome yet. */
  readonly awaited: Set<ChildRecord> | undefined;
  /** A significant child ended before the boot was over. */
  autoShutdown: boolean;
}

/** Its children go down. */
export interface StoppingPhase {
  readonly type: "stopping";
  exit: Exit;
  /** All are going down at once; else the one at the cursor is awaited, last first. */
  together: boolean;
  cursor: ChildRecord | undefined;
  /** How many are still alive. */
  left: number;
}

/** Where a supervisor is in its own life. */
export type Phase =
  | { readonly type: "new" }
  | { readonly type: "booting"; readonly boot: Boot }
  | { readonly type: "running" }
  | StoppingPhase
  | { readonly type: "ended"; readonly exit: Exit };

/** All that one supervisor knows. `decide` owns and changes it; everybody else only reads. */
export class SupervisorState {
  readonly settings: Settings;
  readonly window: RestartWindow;
  readonly children: Map<string, ChildRecord> = new Map();
  /** Those of the children that are supervisors, or turned out to be mounts: what is below is looked for there only. */
  readonly supervisors: Set<ChildRecord> = new Set();
  phase: Phase = { type: "new" };
  first: ChildRecord | undefined = undefined;
  last: ChildRecord | undefined = undefined;
  /** Significant children that are not stopped. */
  significantUp = 0;
  /** News of former incarnations that was dropped. */
  stale = 0;
  /** Whether anybody listens: no event is made otherwise. */
  observed = true;
  /**
   * The ids of children that have changed since somebody looked, in order, each with whether it was gone meanwhile. Undefined
   * where nobody looks.
   */
  changed: Map<string, boolean> | undefined = undefined;
  /** How many children were ever added. */
  #added = 0;

  /** Of the whole tree. */
  readonly census: Census;

  constructor(settings: Settings, census: Census = new Census()) {
    this.settings = settings;
    this.census = census;
    this.window = new RestartWindow(settings.intensity.restarts, settings.intensity.within);
  }

  /** Appends a child to the order of the specs. */
  add(child: ChildRecord): void {
    child.previous = this.last;
    child.position = this.#added;
    this.#added += 1;
    if (this.last === undefined) this.first = child;
    else this.last.next = child;
    this.last = child;
    this.children.set(child.id, child);
    const { name, supervises } = child.spec.kind;
    if (name === "supervisor" || supervises === true) this.supervisors.add(child);
    this.touch(child);
    if (child.state === "stopped") return;
    this.census.count += 1;
    if (child.policy.significant) this.significantUp += 1;
  }

  /** Takes a child and its spec out. */
  remove(child: ChildRecord): void {
    if (child.previous === undefined) this.first = child.next;
    else child.previous.next = child.next;
    if (child.next === undefined) this.last = child.previous;
    else child.next.previous = child.previous;
    this.children.delete(child.id);
    this.supervisors.delete(child);
    this.changed?.set(child.id, true);
    if (child.state === "stopped") return;
    this.census.count -= 1;
    if (child.policy.significant) this.significantUp -= 1;
  }

  /** Takes note that a child has changed. */
  touch({ id }: ChildRecord): void {
    if (this.changed !== undefined && !this.changed.has(id)) this.changed.set(id, false);
  }

  /** The children in the order of their specs. */
  *inOrder(): IterableIterator<ChildRecord> {
    for (let child = this.first; child !== undefined; child = child.next) yield child;
  }
}
