import type { ChildCounts, ChildInfo } from "../child/child-info.ts";
import type { Spec } from "../child/contract.ts";
import type { Exit } from "../exit.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import type { ChildBuilder } from "./child-builder.ts";
import type { ChildHandle } from "./child-handle.ts";
import type { DynamicBody, InstanceSpec, Template, TemplateArgs } from "../spec/dynamic-supervisor.ts";
import type { Mounted } from "../spec/mounted.ts";
import type { InstanceOptions } from "../spec/instances.ts";
import type { ChildAt, PathsOf } from "../spec/paths.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";

/**
 * A supervisor of a running tree: what can be asked of it, and what it can be told. Questions are answered at once.
 *
 * Every call finds the supervisor by its path anew, so a handle stays good when the supervisor is restarted. Questions throw, and
 * commands reject, with NOT_RUNNING while it or the tree is down, NOT_FOUND when the path leads nowhere, and
 * NOT_A_SUPERVISOR when it leads to a child of another kind. An id that is no text is BAD_ID everywhere.
 */
export interface SupervisorHandle extends ChildHandle {
  /** Whatever is at a path below, or will be: for paths that the compiler does not know. @throws CoppiceError BAD_ID. */
  lookup(path: string): AnyHandle;
  /** Children of a name and a number, `worker-0` to `worker-9`: to be described, and spawned together. @throws CoppiceError BAD_OPTION. */
  children<const Name extends string>(name: Name, count: number): BatchBuilder<Name>;
  /** All children, in the order of their specs. */
  whichChildren(): readonly ChildInfo[];
  /** One child. @throws CoppiceError NOT_FOUND. */
  whichChild(id: string): ChildInfo;
  countChildren(): ChildCounts;
  /** The spec that a child was started from. @throws CoppiceError NOT_FOUND. */
  getSpec(id: string): Spec;
  /**
   * Adds a child after the others and starts it; resolves when it is ready, or answered that there is nothing to run.
   *
   * Rejects with BAD_SPEC and the other codes of wrong specs before anything starts; ALREADY_STARTED, ALREADY_PRESENT, MAX_CHILDREN;
   * START_FAILED, after which the child is gone again; CANCELLED when it was stopped meanwhile.
   */
  readonly startChild: SpecStarter;
  /**
   * Stops a child; its spec is kept, save for temporary ones and those of a dynamic supervisor. Resolves when it is down, with
   * its exit if it was up; stopping a stopped child is fine. Rejects with NOT_FOUND; WOULD_DEADLOCK when the caller lives in that child.
   */
  stopChild(id: string): Promise<Exit | undefined>;
  /**
   * Starts a stopped child again; resolves when it is ready. A quarantined one is revived. Rejects with RUNNING, RESTARTING, NOT_FOUND;
   * START_FAILED, after which it is stopped as before; UNSUPPORTED by a dynamic supervisor; WOULD_DEADLOCK as `stopChild`.
   */
  restartChild(id: string): Promise<ChildInfo>;
  /** Forgets a stopped or quarantined child and its spec. Rejects with RUNNING, RESTARTING, NOT_FOUND; UNSUPPORTED. */
  deleteChild(id: string): Promise<void>;
  /** Ends a quarantine, budget and backoff as new; resolves at once, when the child is on its way. Rejects with NOT_QUARANTINED, NOT_FOUND. */
  reviveChild(id: string): Promise<ChildInfo>;
  /**
   * Checks specs as further children of this supervisor, without starting anything. Answers nothing.
   *
   * @throws CoppiceError BAD_SPEC, BAD_ID, DUPLICATE_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION.
   */
  checkSpecs(specs: readonly Spec[]): void;
  /** As `startChild`, for a supervisor and all below it. Rejects with BAD_SPEC when the spec is of another kind. */
  addSupervisor<const Child extends Spec>(spec: Child): Promise<HandleOf<Child>>;
}

/** The handle of a supervisor whose spec the compiler knows. It is a `SupervisorHandle` like any. */
export interface KnownSupervisor<Of extends Spec> extends SupervisorHandle {
  /**
   * The child at a path below, relative to this handle. The ids of the literal are known to the compiler: a wrong path does not compile. An
   * id that the literal does not name is that of a child to be: it is described, and spawned. @throws CoppiceError BAD_ID.
   */
  readonly child: ChildFinder<Of>;
  /**
   * As of any supervisor. A dynamic one with a template also takes the template's argument in place of a spec, and an id, if the
   * instance is not to be numbered.
   */
  readonly startChild: ChildStarter<Of>;
}

/** The handle of whatever is at a path, or will be: a call that its kind does not have throws NOT_A_SUPERVISOR. */
export type AnyHandle = SupervisorHandle & ChildBuilder;

/** The handle of what a spec describes. */
export type HandleOf<Of> = [Of] extends [never]
  ? AnyHandle
  : Of extends { readonly body: Mounted<infer Tree extends Spec> }
    ? KnownSupervisor<Tree>
    : Of extends Spec & { readonly body: SupervisorBody }
      ? KnownSupervisor<Of>
      : Of extends Spec & { readonly body: infer Body }
        ? unknown extends Body
          ? AnyHandle
          : ChildHandle
        : AnyHandle;

/** The handle of the child at a path. */
export type HandleAt<Of, Path extends string> = HandleOf<ChildAt<Of, Path>>;

/** Where ids are no literals, the compiler cannot tell a child that is there from a new one: its handle builds, too. */
export type BuilderAt<Of, Path extends string> = Path extends `${infer First}/${infer Rest}`
  ? BuilderAt<ChildAt<Of, First>, Rest>
  : string extends PathsOf<Of>
    ? ChildBuilder
    : unknown;

/** The id of a new child: no path. */
export type NewId<Id extends string> = Id extends `${string}/${string}` ? never : Id;

/** Finds children of a supervisor whose spec the compiler knows: those that are there, and those to be. */
export interface ChildFinder<Of> {
  <const Path extends PathsOf<Of>>(path: Path): HandleAt<Of, Path> & BuilderAt<Of, Path>;
  <const Id extends string>(id: NewId<Id>): ChildBuilder;
}

/** Starts children of a supervisor. */
export type ChildStarter<Of> = TemplateOf<Of> extends Template ? SpecStarter & InstanceStarter<TemplateOf<Of>> : SpecStarter;

/** Starts a child by its spec. */
export type SpecStarter = <const Child extends Spec>(spec: Child) => Promise<HandleOf<Child>>;

/** Starts the next instance of a template. */
export type InstanceStarter<Of extends Template | undefined> = (...from: FromTemplate<Of>) => Promise<HandleOf<InstanceSpec<Of>>>;

type TemplateOf<Of> = Of extends { readonly body: DynamicBody<infer Made extends Template | undefined> } ? Made : undefined;

/** The argument of the template, if it takes one, and what may be said beside. */
type FromTemplate<Of> =
  TemplateArgs<Of> extends readonly []
    ? [args?: undefined, options?: InstanceOptions]
    : [args: TemplateArgs<Of>[0], options?: InstanceOptions];
