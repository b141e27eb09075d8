import type { ChildCounts, ChildInfo } from "../child/child-info.ts";
import type { Spec } from "../child/contract.ts";
import type { Exit } from "../exit.ts";
import type { BatchBuilder } from "./batch-builder.ts";
import type { ChildBuilder } from "./child-builder.ts";
import type { DynamicBody, InstanceSpec, Template, TemplateArgs } from "../spec/dynamic-supervisor.ts";
import type { ChildAt, PathsOf } from "../spec/paths.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";

/**
 * A child of a running tree, by its path. The handle outlives incarnations: each call asks whoever lives at the path at
 * that moment.
 */
export interface ChildHandle {
  readonly id: string;
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  /**
   * How the child is now.
   *
   * @throws CoppiceError NOT_FOUND when it is gone, NOT_RUNNING when its supervisor, or the tree, is down.
   */
  info(): ChildInfo;
}

/**
 * A supervisor of a running tree: what can be asked of it, and what it can be told. Questions are answered at once.
 *
 * Every call finds the supervisor by its path anew, so a handle stays good when the supervisor is restarted. Questions throw, and
 * commands reject, with NOT_RUNNING while it or the tree is down, NOT_FOUND when the path leads nowhere, and
 * NOT_A_SUPERVISOR when it leads to a child of another kind.
 */
export interface SupervisorHandle<Of extends Spec = Spec> extends ChildHandle {
  /** The child at a path below, relative to this handle. The ids of the literal are known to the compiler: a wrong path does not compile. */
  child<const Path extends PathsOf<Of>>(path: Path): HandleAt<Of, Path> & BuilderAt<Of>;
  /** A child of an id that the spec does not name: to be described, and spawned. @throws CoppiceError BAD_ID. */
  child<const Id extends string>(id: NewId<Id>): ChildBuilder;
  /** Children of a name and a number, `worker-0` to `worker-9`: to be described, and spawned together. @throws CoppiceError BAD_OPTION. */
  children<const Name extends string>(name: Name, count: number): BatchBuilder<Name>;
  /** Whatever is at a path below, for children that the spec does not name. */
  lookup(path: string): AnyHandle;
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
  startChild<const Child extends Spec>(spec: Child): Promise<HandleOf<Child>>;
  /**
   * The next instance of a dynamic supervisor's template. Without `id` it is called as the template, with a dash and a number.
   * Rejects as above; with BAD_SPEC where there is no template.
   */
  startChild(...from: FromTemplate<Of>): Promise<HandleOf<InstanceOfTemplate<Of>>>;
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
  /** As `startChild`, for a supervisor and all below it. Rejects with BAD_SPEC when the spec is of another kind. */
  addSupervisor<const Child extends Spec>(spec: Child): Promise<HandleOf<Child>>;
}

/** The handle of a child whose spec is not known to the compiler: a call that its kind does not have throws NOT_A_SUPERVISOR. */
export type AnyHandle = SupervisorHandle;

/** The handle of what a spec describes. */
export type HandleOf<Of> = [Of] extends [never]
  ? AnyHandle
  : Of extends Spec & { readonly body: SupervisorBody }
    ? SupervisorHandle<Of>
    : Of extends Spec & { readonly body: infer Body }
      ? unknown extends Body
        ? AnyHandle
        : ChildHandle
      : AnyHandle;

/** The handle of the child at a path. */
export type HandleAt<Of, Path extends string> = HandleOf<ChildAt<Of, Path>>;

/** Where ids are no literals, the compiler cannot tell a child that is there from a new one: its handle builds, too. */
export type BuilderAt<Of> = string extends PathsOf<Of> ? ChildBuilder : unknown;

/** The id of a new child: no path. */
export type NewId<Id extends string> = Id extends `${string}/${string}` ? never : Id;

/** What may be said of a new instance of a template. */
export interface InstanceOptions {
  /** Its id. Default: the template's, a dash, and the next number. */
  readonly id?: string;
}

type TemplateOf<Of> = Of extends { readonly body: DynamicBody<infer Made extends Template | undefined> } ? Made : undefined;

type InstanceOfTemplate<Of> = InstanceSpec<TemplateOf<Of>>;

/** The argument of the template, if it takes one, and what may be said beside. */
type FromTemplate<Of> =
  TemplateArgs<TemplateOf<Of>> extends readonly []
    ? [args?: undefined, options?: InstanceOptions]
    : [args: TemplateArgs<TemplateOf<Of>>[0], options?: InstanceOptions];
