import { CoppiceError } from "../error.ts";
import { errorData } from "../error-data.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import { adopt } from "./adopt.ts";
import type { Deferred } from "./belongings.ts";
import type { Bound, Context, ContextLife } from "./context.ts";
import type { Spec } from "./contract.ts";
import { LoopLink } from "./exit-link.ts";
import { LoopMonitor } from "./monitor.ts";
import { LateErrors } from "./late-errors.ts";
import type { ErrorEmitter } from "./owned.ts";
import { seenBy } from "./seen-by.ts";
import { STOP_REASON } from "./stop-reason.ts";
import type { ExitLink, Monitor, Target } from "./relation.ts";
import { findTarget } from "./target.ts";
import type { Down } from "./watcher.ts";

let lifeBehind: (ctx: LoopContext) => ContextLife;

/** The incarnation that a context belongs to; undefined for what is no context of a child in this loop. */
export function lifeOf(ctx: unknown): ContextLife | undefined {
  return ctx instanceof LoopContext ? lifeBehind(ctx) : undefined;
}

/** The context of a child that runs in the loop. One reference per child: a member becomes a function when it is read. */
export class LoopContext implements Context {
  readonly #life: ContextLife;

  static {
    lifeBehind = (ctx) => ctx.#life;
  }

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
    return this.#teller("heartbeat", (life) => life.place.heartbeat?.(life));
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
      LateErrors.taken(life.place.environment.tree, emitter);
      life.belongings.own(emitter, (error) => life.fail(error));
      return emitter;
    };
  }

  get bind(): <Args extends unknown[], Result>(call: (...args: Args) => Result) => (...args: Args) => Bound<Result> {
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
      expectSpec(life, spec);
      return seenBy(life.place.environment.use(spec), life) as Instance;
    };
  }

  get monitor(): (target: Target, heard?: (down: Down) => unknown) => Monitor {
    const life = this.#life;
    return (target, heard) => {
      refuseWhenFenced(life, "monitor");
      if (heard !== undefined) expectFunction(life, "monitor", heard, "(down) => console.log(down.exit)");
      const monitor = new LoopMonitor(life, findTarget(life, "monitor", target), heard && this.bind(heard));
      monitor.begin();
      return monitor;
    };
  }

  get link(): (target: Target) => ExitLink {
    const life = this.#life;
    return (target) => {
      refuseWhenFenced(life, "link");
      const link = new LoopLink(life, findTarget(life, "link", target));
      link.begin();
      return link;
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

function runBound<Result>(life: ContextLife, call: () => Result): Bound<Result> {
  if (isFenced(life, "bind")) return undefined as Bound<Result>;
  const failed = (error: unknown): undefined => {
    if (!isFenced(life, "bind", error)) life.fail(error);
  };
  const { runtime } = life.place.environment;
  let result: unknown;
  try {
    result = runtime.enter(life, () => adopt(call()));
    if (result instanceof Promise) result = runtime.outside(() => (result as Promise<unknown>).then(undefined, failed));
  } catch (error) {
    result = failed(error);
  }
  return result as Bound<Result>;
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

/** @throws CoppiceError STALE_INCARNATION once the incarnation has ended or was abandoned; told and counted. */
export function refuseWhenFenced(life: ContextLife, member: string): void {
  if (!isFenced(life, member)) return;
  const { place, incarnation } = life;
  throw new CoppiceError(
    "STALE_INCARNATION",
    `ctx.${member} was called by incarnation ${incarnation} of ${place.path}, which has ended or was abandoned: expected ` +
      `no call after the end. Await what the child starts, and end it when ctx.signal is aborted.`,
    { details: { path: place.path, incarnation, member } },
  );
}

function expectFunction(life: ContextLife, member: string, given: unknown, example?: string): void {
  if (typeof given === "function") return;
  throw badArgument(life, member, given, `a function, such as ${example ?? `ctx.${member}(() => server.close())`}`);
}

function expectEmitter(life: ContextLife, given: Partial<ErrorEmitter> | null | undefined): void {
  if (typeof given?.on === "function" && typeof given.removeListener === "function") return;
  throw badArgument(life, "own", given, "an EventEmitter, such as a server, a socket or a stream");
}

function expectSpec({ place }: ContextLife, given: unknown): void {
  if (typeof given === "object" && given !== null && "id" in given) return;
  throw new CoppiceError(
    "BAD_SPEC",
    `${place.path}: ctx.use(…) was given ${show(given)}: expected the very spec that stands in the tree, not its id, such as db of ` +
      `const db = service("db", …). Is it declared, and exported where it is imported from?`,
    { details: { path: place.path, member: "use", given: jsonSafe(given) } },
  );
}

function badArgument({ place }: ContextLife, member: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${place.path}: ctx.${member}(…) was given ${show(given)}: expected ${expected}.`, {
    details: { path: place.path, member, given: jsonSafe(given) },
  });
}
