import type { Json } from "../json.ts";
import type { Duration } from "../time/duration.ts";
import type { Belongings, Deferred } from "./belongings.ts";
import type { Incarnation, Place, Spec } from "./contract.ts";
import type { ErrorEmitter } from "./owned.ts";
import type { ExitLink, Monitor, Target } from "./relation.ts";
import type { Down } from "./watcher.ts";

/** What a factory answers when there is nothing to run: the spec is kept, and the start goes on without the child. */
export const IGNORE: unique symbol = Symbol("coppice.ignore");

/** What a function answers that `ctx.bind` made: undefined at once where it throws or its child has ended, and later where it rejects. */
export type Bound<Result> = (Result extends PromiseLike<infer Value> ? Promise<Value | undefined> : Result) | undefined;

/**
 * What an incarnation of a child knows of the tree, and can tell it. All members may be taken out
 * (`const { signal, sleep } = ctx`) and handed on as callbacks (`server.listen(8080, ctx.ready)`).
 *
 * Once the incarnation has ended, or was abandoned because it did not, its context is fenced: `sleep` rejects and `now`, `own`,
 * `bind`, `use`, `monitor` and `link` throw with STALE_INCARNATION; `ready`, `ignore`, `fail`, `shutdown`, `heartbeat`, `shutdownTree` and
 * what `bind` answered do nothing. Each such call is an event `context.stale`. The facts (`id`, `path`, `incarnation`) still
 * answer, and so does `signal`: it is aborted, which is how code that was left behind learns that it should end.
 */
export interface Context {
  /** The child's id. */
  readonly id: string;
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  /** Which life of the child this is, from 1 up. */
  readonly incarnation: number;
  /**
   * Aborted when the child is asked to stop, and at the latest when its end begins for any other cause. Its reason is an
   * `AbortError`; letting that out of the child, also wrapped as a `cause`, counts as having stopped well. Who waits for its
   * `"abort"` after an `await` calls `signal.throwIfAborted()` first: an abort that has been does not come again.
   */
  readonly signal: AbortSignal;
  /** Says that it is ready. Needed where the spec says `ready: "signal"`; a second call does nothing. */
  readonly ready: () => void;
  /**
   * Says, before it is ready, that there is nothing to run. It is asked to end, and once it has, its start has answered
   * `ignore`: the spec is kept, nobody restarts it. Too late, it is the event `context.late` and nothing else.
   */
  readonly ignore: () => void;
  /** Reports that it is broken: it is asked to stop, and exits `failed` with this error. The first call counts. */
  readonly fail: (error: unknown) => void;
  /** Ends it, well: it is asked to stop, and its exit is `shutdown` with this info as plain JSON. */
  readonly shutdown: (info?: unknown) => void;
  /**
   * Has a function run when it ends, however it ends: last in, first out, each awaited, within the time that it has to stop. One
   * that fails is the event `defer.failed`, and the others still run. When it is abandoned the rest run at once, not
   * awaited. Deferred later than that, it runs at once.
   *
   * @throws CoppiceError BAD_OPTION for what is no function.
   */
  readonly defer: (deferred: Deferred) => void;
  /**
   * Resolves after a time on the tree's clock. Rejects with the signal's reason when its end begins, and at once in what runs after
   * that (hooks, deferred functions); with BAD_DURATION. A sleep that nobody awaits does not end the process.
   */
  readonly sleep: (duration: Duration) => Promise<void>;
  /** Monotonic milliseconds on the tree's clock. */
  readonly now: () => number;
  /** Says that it is alive. Of use in a thread or a process, where that is waited for (`heartbeat`), before work that keeps its loop from turning. */
  readonly heartbeat: () => void;
  /**
   * Charges an emitter's `"error"` events to this child, as `fail` does, until its end. Those that come later are the event
   * `child.failed-late`, until another incarnation owns the emitter or the tree has ended. Answers the emitter.
   *
   * @throws CoppiceError BAD_OPTION for what is no emitter.
   */
  readonly own: <Emitter extends ErrorEmitter>(emitter: Emitter) => Emitter;
  /**
   * A function that runs in this child's async context, whoever calls it: what it starts is this child's. What it throws, or
   * rejects with, fails the child; it then answers undefined, or a promise of that, so the caller is not hurt. Of what is like a promise
   * it answers a promise.
   *
   * @throws CoppiceError BAD_OPTION for what is no function.
   */
  readonly bind: <Args extends unknown[], Result>(call: (...args: Args) => Result) => (...args: Args) => Bound<Result>;
  /** Brings the whole tree down, in order. Returns at once. */
  readonly shutdownTree: () => void;
  /**
   * The running instance of the child that a spec describes, the nearest up the tree: the object of a service or a task, the address of an
   * actor or a pool, a registry, topics, what starts tasks or finds partitions, the `pid` and `stdin` of a program.
   *
   * @throws CoppiceError NOT_RUNNING while it is down, NOT_FOUND when there is no such child, BAD_SPEC for what is no spec.
   */
  readonly use: <Instance>(spec: Spec<Instance>) => Instance;
  /**
   * Hears once how the present incarnation of another child ends, whatever its end: `await ctx.monitor(db).exited`, or with a function,
   * which runs in this child's context. It does nothing to either of them. Where nobody is there, it is told so at once: the exit is then
   * `failed`, with the code NOT_RUNNING or NOT_FOUND. It belongs to this incarnation, and is gone when its end begins. In an actor, a
   * message that the function answers goes to the actor's own mailbox, full or not.
   *
   * @throws CoppiceError BAD_SPEC for what is no target, BAD_OPTION for what is no function, UNSUPPORTED from or in a thread, and for the root.
   */
  readonly monitor: (target: Target, heard?: (down: Down) => unknown) => Monitor;
  /**
   * Shares the fate of the present incarnation of another child: when one of the two ends abnormally, the other is brought down with the exit
   * `linked`, and their supervisors do with each what its policy says. A `normal` or `shutdown` exit is not shared. Of one that is about to be
   * started (again), it is the next incarnation; linking to one that is stopped, or not there, brings this one down at once. Each life has to
   * link anew.
   *
   * @throws CoppiceError as `monitor`.
   */
  readonly link: (target: Target) => ExitLink;
}

/** The life that a context belongs to, as the context sees it. */
export interface ContextLife extends Incarnation {
  readonly place: Place;
  readonly incarnation: number;
  /** Its end has begun: it was asked to stop, or ended by itself. */
  readonly isEnding: boolean;
  /** It has ended, or was abandoned. */
  readonly isOver: boolean;
  readonly belongings: Belongings;
  ready(): void;
  ignore(): void;
  fail(error: unknown): void;
  /** Answers for an error that nobody awaited and that arose in its async context. */
  charge(error: unknown): void;
  /** Asks it to end, well, with this exit info. */
  leave(info: Json | undefined): void;
  /** Runs a deferred function after all others have run. */
  runLate(deferred: Deferred): void;
}
