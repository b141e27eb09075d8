import type { EventSink } from "../event/event-sink.ts";
import type { Severity } from "../event/event.ts";
import type { Exit, KilledBy } from "../exit.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Census } from "./census.ts";
import type { ChildCounts, ChildInfo, StopReport } from "./child-info.ts";
import type { ChildState } from "./life-cycle.ts";
import type { ChildOptions } from "./options.ts";
import type { Policy } from "./policy.ts";
import type { Usage } from "./usage.ts";
import type { Watcher } from "./watcher.ts";

/** What a child is made of. One frozen object for all children of the kind. */
export interface Kind<Body = never> {
  /** "task", "service", "supervisor" …: as it shows in listings. */
  readonly name: string;
  /** What holds for this kind where neither the spec nor the supervisor's `defaults` say. */
  readonly defaults?: ChildOptions;
  /** Its incarnations have children of their own, as a supervisor's have. */
  readonly supervises?: true;
  /** Makes the next incarnation for a place; nothing runs before its `begin`. */
  create(body: Body, place: Place): Incarnation;
}

declare const INSTANCE: unique symbol;

/**
 * Frozen data that describes a child. Starting one never changes it. It is also the token by which siblings find
 * the running instance: `ctx.use(spec)`.
 */
export interface Spec<Instance = unknown, Id extends string = string> {
  readonly id: Id;
  readonly kind: Kind;
  /** What its kind makes incarnations of. */
  readonly body: unknown;
  readonly options: ChildOptions;
  /** For the compiler only. */
  readonly [INSTANCE]?: Instance;
}

/**
 * One life of a child, made by its kind. The supervisor knows nothing else of it.
 *
 * It tells its place what becomes of it: `ready` (or `ignored`) at most once, `exited` exactly once, last.
 */
export interface Incarnation {
  /** Starts it; called once, in no child's context. News may be told before this returns. A throw is a failed start. */
  begin(): void;
  /** Asks it to end; called at most once. */
  stop(): void;
  /** Ends it by force, or abandons it where that cannot be done; `exited` follows at once or when it is gone. */
  kill(by: KilledBy): void;
  /** What siblings get from `ctx.use`; undefined while there is none. */
  readonly instance?: unknown;
  /** What is below it, when it is a supervisor or a mount. */
  readonly branch?: Branch | undefined;
  /** What it has used, seen from outside. Absent where nothing of it can be told from what it shares its loop with. */
  usage?(): Promise<Usage>;
  /** Milliseconds that it has to end where its own spec does not say; undefined: as its policy has it. */
  readonly shutdown?: number | undefined;
  /** It was asked to end and did not: its kind ended it by force, without being told to. Read when it has ended. */
  readonly isForced?: boolean;
}

/** The place of a child in its supervisor, as its incarnations see it. What a former incarnation tells is dropped. */
export interface Place {
  readonly spec: Spec;
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  /** Where the child is in its life. */
  readonly state: ChildState;
  /** The number of the present incarnation; the first is 1. */
  readonly incarnation: number;
  /** The present incarnation, where the place lets it be seen; undefined while it is down. */
  readonly life?: Incarnation | undefined;
  readonly environment: Environment;
  /** The child's options, complete: own ones, its supervisor's defaults, everybody's. */
  readonly policy: Policy;
  /** What the kind keeps from one incarnation to the next. */
  kept: Kept | undefined;
  ready(life: Incarnation): void;
  /** The start answered that there is nothing to run. */
  ignored(life: Incarnation): void;
  exited(life: Incarnation, exit: Exit): void;
  /** A supervisor has begun to bring its children down, by itself or because it was asked. */
  closing?(life: Incarnation): void;
  /** It must be brought down, and this is why: its exit whatever it then ends with. */
  condemn(life: Incarnation, exit: Exit): void;
  /**
   * Has a watcher told when the present incarnation ends, or the next one where that will come by itself and `orNext` is said; false, and
   * nothing is told, when none is there. Absent where that cannot be told.
   */
  watch?(watcher: Watcher, orNext?: boolean): boolean;
  unwatch?(watcher: Watcher): void;
  /** It wants to be stopped for good, as by a command. Absent where nothing could stop it so. */
  resign?(life: Incarnation): void;
  /** It gave a sign of life. Absent where nobody waits for one. */
  heartbeat?(life: Incarnation): void;
  /** Tells what happened to it, as an event of this child. */
  report(life: Incarnation, type: string, severity: Severity, data?: Readonly<Record<string, unknown>>): void;
}

/** What a kind keeps in a place while its incarnations come and go, such as an actor's mailbox. */
export interface Kept {
  /**
   * No incarnation will come by itself: the child was stopped or its supervisor has ended, it is in quarantine, or it is gone
   * from its supervisor.
   */
  rest(state: "stopped" | "quarantined" | "gone"): void;
}

/** What concerns the tree as a whole. One for all its supervisors. */
export interface Tree {
  /** Brings the whole tree down, in order; returns at once. */
  shutdown(): void;
  /** A child of it gave a sign of life. Absent where nobody waits for one: only a tree that lives elsewhere is waited for. */
  heartbeat?(): void;
  /** News and calls of former incarnations that were dropped. */
  stale: number;
  /** Incarnations that could only be abandoned. */
  leaked: number;
  /** How many children there are, and may be. Absent where nobody counts. */
  readonly census?: Census;
  /** What holds for all children where neither they, nor their kind, nor their supervisor say. */
  readonly defaults?: ChildOptions;
  /** What kinds share in a tree, each under a symbol of its own. */
  readonly shared: Map<symbol, unknown>;
}

/** What a supervisor gives to those below it. */
export interface Environment {
  readonly runtime: Runtime;
  readonly events: EventSink;
  readonly tree: Tree;
  /** The supervisor that the child lives in. */
  readonly branch?: Branch;
  /** Who shows the tree elsewhere. Absent where nobody does. */
  readonly onlooker?: Onlooker;
  /** The place of the child that a spec describes, searched for as by `use`, or of the one at a path from the root. */
  lookup(target: Spec | string): Place | undefined;
  /**
   * The running instance of the child that the spec describes: among the children here, then below them, then one level up.
   * Throws NOT_FOUND when no such child is there, NOT_RUNNING when it is down.
   */
  use(spec: Spec): unknown;
}

/** Who shows a tree elsewhere, and so has to know what changes in it. It only takes note, and reads when it likes. */
export interface Onlooker {
  /** A supervisor has begun. What was at its path before is gone, with all below it. */
  began(branch: Branch): void;
  /** Children of it have changed, came or went. True: the id was gone for a while, so what has it now came last. */
  changed(branch: Branch, children: ReadonlyMap<string, boolean>): void;
}

/** A supervisor, here or elsewhere: what can be asked of it, and what it can be told. */
export interface Branch {
  readonly path: string;
  /** What it was made from; of one elsewhere, as much of that as crosses. */
  readonly spec: Spec;
  /** Answers at once, in the order of the specs. */
  whichChildren(): readonly ChildInfo[];
  childInfo(id: string): ChildInfo | undefined;
  countChildren(): ChildCounts;
  getSpec(id: string): Spec | undefined;
  /** The supervisor or mount that runs as this child; undefined when it is down or no supervisor. */
  branch(id: string): Branch | undefined;
  /** Resolves when the child is ready (or answered ignore). Rejects with START_FAILED, ALREADY_STARTED, ALREADY_PRESENT, … */
  startChild(spec: Spec): Promise<ChildInfo>;
  /** Starts the next instance of a template that only the other side has. Absent where the supervisor is in this process. */
  startInstance?(args: unknown, id: string | undefined): Promise<ChildInfo>;
  /** Resolves when the child is down; with its exit, if it was up. */
  stopChild(id: string): Promise<Exit | undefined>;
  restartChild(id: string): Promise<ChildInfo>;
  deleteChild(id: string): Promise<void>;
  reviveChild(id: string): Promise<ChildInfo>;
  /** What a child has used. Rejects with NOT_FOUND, NOT_RUNNING; UNSUPPORTED for one in the event loop or elsewhere. */
  usageOf(id: string): Promise<Usage>;
  /** How its children went down, once it has stopped. */
  stopReport(): readonly StopReport[];
}
