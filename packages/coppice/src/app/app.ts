import type { DeadLetterCounts } from "../actor/dead-letters.ts";
import type { Ref } from "../actor/ref.ts";
import type { RefOf } from "../actor/ref-to.ts";
import type { ChildInfo, StopReport } from "../child/child-info.ts";
import type { Spec } from "../child/contract.ts";
import type { ChildAt, PathsOf } from "../spec/paths.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import type { Exit } from "../exit.ts";
import type { Duration } from "../time/duration.ts";
import type { TreeEventSource } from "./events.ts";
import type { KnownSupervisor, SupervisorHandle } from "./handle.ts";

/** How a tree is stopped. */
export interface StopOptions {
  /** How long the whole may take; what is left then is killed. The root's own `shutdown` bounds it too. Default: `Infinity`. */
  readonly deadline?: Duration;
}

/** A child, how it is, and the same of all below it. Plain JSON. */
export interface TreeSnapshot extends ChildInfo {
  /** The children of a supervisor that runs, in the order of their specs. */
  readonly children?: readonly TreeSnapshot[];
}

/** A running tree: any; `App<typeof shop>`, one whose children the compiler knows by the literal. The latter is an `App`, too. */
export type App<Of extends Spec = Spec> = Of extends { readonly body: SupervisorBody } ? KnownApp<Of> : AnyApp;

/** A running tree whose spec the compiler knows: `app.child("web/http")` is checked. */
export interface KnownApp<Of extends Spec> extends AnyApp {
  readonly child: KnownSupervisor<Of>["child"];
  readonly startChild: KnownSupervisor<Of>["startChild"];
  /** The address of an actor: by its spec, or by its path from the root, which the compiler checks. @throws as of any app. */
  readonly ref: RefFinder<Of>;
}

/** Finds the addresses of actors in a tree whose spec the compiler knows. */
export interface RefFinder<Of extends Spec> {
  <Path extends PathsOf<Of>>(path: `${Of["id"]}/${Path}`): RefOf<ChildAt<Of, Path>>;
  <Target extends Spec>(spec: Target): RefOf<Target>;
}

/**
 * A running tree, and the handle of its root. Once the tree has ended every question throws, and every command rejects,
 * with NOT_RUNNING; `exit`, `stop()`, `snapshot()` and `history` still answer.
 *
 * ```ts
 * await using app = await start(shop);
 * app.child("web/http").info().state; // "running"
 * ```
 */
export interface AnyApp extends SupervisorHandle, TreeEventSource, AsyncDisposable {
  /** Resolves with the root's exit once all is down, whatever the cause. Never rejects. */
  readonly exit: Promise<Exit>;
  /** How many incarnations could only be abandoned, and may still run. */
  readonly leaked: number;
  /**
   * Stops the tree, in reverse order of the specs, and resolves once all is down, with how each child went down. Asked again, also after the
   * tree ended by itself, it answers the same; the earliest deadline holds.
   *
   * Rejects with BAD_OPTION, BAD_DURATION; with WOULD_DEADLOCK, and nothing is stopped, when a child of this tree calls it: it would wait for
   * its own end. A child calls `ctx.shutdownTree()` and goes on.
   */
  stop(options?: StopOptions): Promise<StopReport>;
  /**
   * The running instance of the child that a spec describes, as `ctx.use` answers it: a service, the object of a task, a registry, topics, a pool,
   * what a task supervisor or a partition supervisor can do.
   *
   * @throws CoppiceError NOT_RUNNING while it is down, NOT_FOUND when there is no such child, BAD_SPEC for what is no spec.
   */
  use<Instance>(spec: Spec<Instance>): Instance;
  /**
   * The address of the actor that a spec describes.
   *
   * @throws CoppiceError NOT_FOUND when there is no such actor, NOT_RUNNING.
   */
  ref<Target extends Spec>(spec: Target): RefOf<Target>;
  /** The address of the actor at a path from the root, such as `shop/desk`, also of one in another thread or process: for paths that the compiler does not know. @throws as `ref`. */
  refAt(path: string): Ref;
  /** How many messages reached nobody, by reason. */
  readonly deadLetters: DeadLetterCounts;
  /** The tree as it is now, or as it was when it ended. */
  snapshot(): TreeSnapshot;
}
