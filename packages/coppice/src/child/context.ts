import { CoppiceError } from "../error.ts";
import { errorData } from "../error-data.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import type { Belongings, Deferred, ErrorEmitter } from "./belongings.ts";
import type { Incarnation, Place, Spec } from "./contract.ts";
import { STOP_REASON } from "./stop-reason.ts";

/** What a factory answers when there is nothing to run: the spec is kept, and the start goes on without the child. */
export const IGNORE: unique symbol = Symbol("coppice.ignore");

/**
 * What an incarnation of a child knows of the tree, and can tell it. All members may be taken out
 * (`const { signal, sleep } = ctx`) and handed on as callbacks (`server.listen(8080, ctx.ready)`).
 *
 * Once the incarnation has ended, or was abandoned because it did not, its context is fenced: `sleep` rejects and `now`, `own`,
 * `bind` and `use` throw with STALE_INCARNATION; `ready`, `ignore`, `fail`, `shutdown`, `heartbeat`, `shutdownTree` and
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
   * `AbortError`; letting that out of the child, also wrapped as a `cause`, counts as having stopped well.
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
  /** Says that it is alive. Nothing waits for it yet. */
  readonly heartbeat: () => void;
  /**
   * Charges an emitter's `"error"` events to this child, as `fail` does, until its end. Answers the emitter.
   *
   * @throws CoppiceError BAD_OPTION for what is no emitter.
   */
  readonly own: <Emitter extends ErrorEmitter>(emitter: Emitter) => Emitter;
  /**
   * A function that runs in this child's async context, whoever calls it: what it starts is this child's. What it throws, or
   * rejects with, fails the child; it then answers undefined, so the caller is not hurt.
   *
   * @throws CoppiceError BAD_OPTION for what is no function.
   */
  readonly bind: <Args extends unknown[], Result>(call: (...args: Args) => Result) => (...args: Args) => Result | undefined;
  /** Brings the whole tree down, in order. Returns at once. */
  readonly shutdownTree: () => void;
  /**
   * The running instance of the child that a spec describes, the nearest up the tree: a service, or the object of a task.
   *
   * @throws CoppiceError NOT_RUNNING while it is down, NOT_FOUND when there is no such child.
   */
  readonly use: <Instance>(spec: Spec<Instance>) => Instance;
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
  /** Asks it to end, well, with this exit info. */
  leave(info: unknown): void;
  /** Runs a deferred function after all others have run. */
  runLate(deferred: Deferred): void;
}

/** The context of a child that runs in the loop. One reference per child: a member becomes a function when it is read. */
export class LoopContext implements Context {
  readonly #life: ContextLife;

  constructor(life: ContextLife) {
    this.#life = life;
  }

  get id(): string {
    return this.#life.place.spec.id;
  }

  get path(): string {
    return this.#life.place.path;
  }

  get incarnation(): number {
    return this.#life.incarnation;
  }

  get signal(): AbortSignal {
    const { belongings, isEnding } = this.#life;
    const { signal } = belongings;
    if (isEnding && !signal.aborted) belongings.abort();
    return signal;
  }

  get ready(): () => void {
    return this.#teller("ready", (life) => life.ready());
  }

  get ignore(): () => void {
    return this.#teller("ignore", (life) => life.ignore());
  }

  get shutdownTree(): () => void {
    return this.#teller("shutdownTree", ({ place }) => place.environment.tree.shutdown());
  }

  get heartbeat(): () => void {
    return this.#teller("heartbeat", () => undefined);
  }

  get fail(): (error: unknown) => void {
    const life = this.#life;
    return (error) => {
      if (!isFenced(life, "fail")) life.fail(error);
    };
  }

  get shutdown(): (info?: unknown) => void {
    const life = this.#life;
    return (info) => {
      if (!isFenced(life, "shutdown")) life.leave(info === undefined ? undefined : jsonSafe(info));
    };
  }

  get defer(): (deferred: Deferred) => void {
    const life = this.#life;
    return (deferred) => {
      expectFunction(life, "defer", deferred);
      if (isFenced(life, "defer")) life.runLate(deferred);
      else life.belongings.defer(deferred);
    };
  }

  get sleep(): (duration: Duration) => Promise<void> {
    const life = this.#life;
    return (duration) => {
      const promise = sleep(life, duration);
      promise.catch(() => undefined);
      return promise;
    };
  }

  get now(): () => number {
    const life = this.#life;
    return () => {
      refuseWhenFenced(life, "now");
      return life.place.environment.runtime.now();
    };
  }

  get own(): <Emitter extends ErrorEmitter>(emitter: Emitter) => Emitter {
    const life = this.#life;
    return (emitter) => {
      refuseWhenFenced(life, "own");
      expectEmitter(life, emitter);
      life.belongings.own(emitter, (error) => {
        if (!isFenced(life, "own", error)) life.fail(error);
      });
      return emitter;
    };
  }

  get bind(): <Args extends unknown[], Result>(call: (...args: Args) => Result) => (...args: Args) => Result | undefined {
    const life = this.#life;
    return (call) => {
      refuseWhenFenced(life, "bind");
      expectFunction(life, "bind", call);
      return function bound(this: unknown, ...args) {
        return runBound(life, () => call.apply(this, args));
      };
    };
  }

  get use(): <Instance>(spec: Spec<Instance>) => Instance {
    const life = this.#life;
    return <Instance>(spec: Spec<Instance>) => {
      refuseWhenFenced(life, "use");
      return life.place.environment.use(spec) as Instance;
    };
  }

  #teller(member: string, tell: (life: ContextLife) => void): () => void {
    const life = this.#life;
    return () => {
      if (!isFenced(life, member)) tell(life);
    };
  }
}

async function sleep(life: ContextLife, duration: Duration): Promise<void> {
  refuseWhenFenced(life, "sleep");
  const delay = milliseconds(duration, `${life.place.path}: ctx.sleep(duration)`);
  if (life.isEnding) throw STOP_REASON;
  await life.belongings.sleep(life.place.environment.runtime, delay);
}

function runBound<Result>(life: ContextLife, call: () => Result): Result | undefined {
  if (isFenced(life, "bind")) return undefined;
  const fail = (error: unknown): void => {
    if (!isFenced(life, "bind", error)) life.fail(error);
  };
  const { runtime } = life.place.environment;
  try {
    const result = runtime.enter(life, call);
    if (result instanceof Promise) runtime.outside(() => void result.then(undefined, fail));
    return result;
  } catch (error) {
    fail(error);
    return undefined;
  }
}

/** Whether it is too late for what the member would do; told and counted if so. */
function isFenced(life: ContextLife, member: string, error?: unknown): boolean {
  if (!life.isOver) return false;
  const { place, incarnation } = life;
  place.environment.tree.stale += 1;
  place.report(life, "context.stale", "warn", {
    member,
    former: incarnation,
    ...(error !== undefined && { error: errorData(error) }),
  });
  return true;
}

function refuseWhenFenced(life: ContextLife, member: string): void {
  if (!isFenced(life, member)) return;
  const { place, incarnation } = life;
  throw new CoppiceError(
    "STALE_INCARNATION",
    `ctx.${member} was called by incarnation ${incarnation} of ${place.path}, which has ended or was abandoned: expected ` +
      `no call after the end. Await what the child starts, and end it when ctx.signal is aborted.`,
    { details: { path: place.path, incarnation, member } },
  );
}

function expectFunction(life: ContextLife, member: string, given: unknown): void {
  if (typeof given === "function") return;
  throw badArgument(life, member, given, `a function, such as ctx.${member}(() => server.close())`);
}

function expectEmitter(life: ContextLife, given: Partial<ErrorEmitter> | null | undefined): void {
  if (typeof given?.on === "function" && typeof given.removeListener === "function") return;
  throw badArgument(life, "own", given, "an EventEmitter, such as a server, a socket or a stream");
}

function badArgument({ place }: ContextLife, member: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${place.path}: ctx.${member}(…) was given ${show(given)}: expected ${expected}.`, {
    details: { path: place.path, member, given: jsonSafe(given) },
  });
}
