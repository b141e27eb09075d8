import { adopt } from "../child/adopt.ts";
import { Belongings, type Deferred } from "../child/belongings.ts";
import { type Context, type ContextLife, IGNORE } from "../child/context.ts";
import type { Branch, Place } from "../child/contract.ts";
import { LateErrors } from "../child/late-errors.ts";
import { isStopReason } from "../child/stop-reason.ts";
import { errorData } from "../error-data.ts";
import { type Exit, failedWith, type KilledBy, NORMAL, SHUTDOWN } from "../exit.ts";
import type { Json } from "../json.ts";
import { endedBeforeReady, runAnsweredNothing } from "./bad-child.ts";
import type { Course } from "./course.ts";
import { Ending } from "./ending.ts";
import type { Manner } from "./manner.ts";

/**
 * The life of an incarnation.
 *
 * `new` → `starting` (its factory is called) → `preparing` → `running` → `finishing` → `deferring` → `over`.
 * What fails before `running` goes straight to `deferring`. `outlasting`: it finished while its run, which ignores the signal, still
 * goes on. `abandoning`: the last moment of one that is killed.
 */
type Phase = "new" | "starting" | "preparing" | "running" | "finishing" | "outlasting" | "deferring" | "abandoning" | "over";

/**
 * One life of a child that runs in the loop. All user code runs in its async context; what comes of its promises is
 * heard outside of it. It can be asked to end, not forced: killed, it is fenced off and left behind.
 */
export class LoopLife implements ContextLife {
  readonly place: Place;
  readonly incarnation: number;
  readonly #source: unknown;
  readonly #manner: Manner;
  #phase: Phase = "new";
  #told: "ready" | "ignored" | undefined = undefined;
  #context: Context | undefined = undefined;
  #course: Course | undefined = undefined;
  #child: unknown = undefined;
  #end: Ending | undefined = undefined;
  #belongings: Belongings | undefined = undefined;

  /** @param source what its spec holds: the child is made of it. */
  constructor(place: Place, source: unknown, manner: Manner) {
    this.place = place;
    this.incarnation = place.incarnation;
    this.#source = source;
    this.#manner = manner;
  }

  get path(): string {
    return this.place.path;
  }

  /** What its source was made into: the object of a task, what carries out an actor; undefined until then. */
  get child(): unknown {
    return this.#child;
  }

  get instance(): unknown {
    return this.#course?.instance(this.#child as never);
  }

  get branch(): Branch | undefined {
    return this.#course?.branch?.(this.#child as never);
  }

  get belongings(): Belongings {
    return (this.#belongings ??= new Belongings());
  }

  get #ending(): Ending {
    return (this.#end ??= new Ending(this.place));
  }

  get isEnding(): boolean {
    return this.#end !== undefined || this.isOver;
  }

  get isOver(): boolean {
    return this.#phase === "over";
  }

  begin(): void {
    if (this.#phase !== "new") return;
    this.#phase = "starting";
    const { contextOf, make, recognise } = this.#manner;
    const context = contextOf(this);
    let answer: unknown;
    try {
      answer = this.#enter(() => make(this.#source as never, context, this.place));
      if (this.#phase !== "starting") return disregard(answer);
      if (answer === IGNORE) return this.#ignored();
      this.#course = recognise(answer, this.place);
      this.#child = answer;
      // A function's promise is all of it: only an object is given its context again.
      if (!(answer instanceof Promise)) this.#context = context;
    } catch (error) {
      disregard(answer);
      if (this.#phase === "starting") this.#concludeBadly(error);
      return;
    }
    this.#prepare();
  }

  stop(): void {
    if (this.#phase === "new") return this.#tell(SHUTDOWN);
    // Its supervisor sees to it that this has an end.
    this.#ending.isWatched = true;
    return this.#ask();
  }

  kill(by: KilledBy): void {
    if (this.#phase === "new") this.#tell({ type: "killed", by });
    else this.#abandon({ type: "killed", by, leaked: true });
  }

  ready(): void {
    if (this.#told !== undefined) return;
    this.#told = "ready";
    this.place.ready(this);
  }

  ignore(): void {
    if (this.#saysIgnored()) this.#askItself();
  }

  fail(error: unknown): void {
    this.#fail(error);
  }

  charge(error: unknown): void {
    if (this.isOver) this.#failedLate(error);
    else this.#fail(error, { stray: true });
  }

  #fail(error: unknown, how?: { readonly stray: true }): void {
    const isFirst = this.#end === undefined;
    // What it started with its signal ends so, also where its end began by itself.
    if (!isFirst && isStopReason(error)) return;
    if (this.#ending.failure !== undefined) {
      // One error may come by two ways, as from an emitter and from a promise.
      if (!Object.is(error, this.#ending.thrown)) this.#failedLate(error);
      return;
    }
    const exit = { ...failedWith(error), ...how } as Exit;
    this.#ending.failure = exit;
    this.#ending.thrown = error;
    // Once the end has begun, what goes wrong is its own business; before, its supervisor asks it to stop, and knows why.
    if (isFirst) this.place.condemn(this, exit);
  }

  leave(info: Json | undefined): void {
    this.#ending.exit ??= info === undefined ? SHUTDOWN : { type: "shutdown", info };
    this.#askItself();
  }

  runLate(deferred: Deferred): void {
    const { runtime } = this.place.environment;
    runtime.outside(() => this.#do(deferred, nothing, (error) => this.#report("defer.failed", error)));
  }

  #saysIgnored(): boolean {
    if (this.#told === "ready") this.place.report(this, "context.late", "warn", { member: "ignore" });
    if (this.#told !== undefined) return false;
    this.#told = "ignored";
    return true;
  }

  /** Its factory answered that there is nothing to run. */
  #ignored(): void {
    this.#saysIgnored();
    this.#conclude();
  }

  #prepare(): void {
    const { prepare } = this.#course as Course;
    if (this.#child instanceof Promise) return this.#run();
    if (this.#end !== undefined) return this.#conclude();
    this.#phase = "preparing";
    if (prepare === undefined) return this.#prepared();
    this.#do(
      () => prepare(this.#child as never, this.#context as Context),
      () => this.#prepared(),
      (error) => {
        if (this.#phase === "preparing") this.#concludeBadly(error);
        else this.#failedLate(error);
      },
    );
  }

  #prepared(): void {
    if (this.#phase !== "preparing") return;
    if (this.#end === undefined) this.#run();
    else this.#finish();
  }

  /** Runs what there is to run; a promise runs already, a service just is. */
  #run(): void {
    this.#phase = "running";
    const { run } = this.#course as Course;
    let running = this.#child;
    if (run !== undefined) {
      try {
        running = this.#enter(() => adopt(run(this.#child as never, this.#context as Context)));
        if (!(running instanceof Promise)) throw runAnsweredNothing(this.place, running);
      } catch (error) {
        return this.#ranBadly(error);
      }
    }
    // Bound, not closed over: there may be a million of them, and a bound function is the smaller one.
    if (running instanceof Promise) running.then(this.#ran.bind(this), this.#ranBadly.bind(this));
    if (this.#end === undefined && !(this.#manner.signalled && running instanceof Promise)) this.ready();
  }

  #ran(answer?: unknown): void {
    switch (this.#phase) {
      case "running":
        if (this.#end === undefined) this.#endedByItself(answer);
        return this.#finish();
      case "finishing":
        this.#ending.isOutlasted = false;
        return undefined;
      case "outlasting":
        return this.#defer();
      default:
        return undefined;
    }
  }

  #endedByItself(answer: unknown): void {
    if (answer === IGNORE) this.#saysIgnored();
    if (this.#told === undefined) this.#ending.failed(endedBeforeReady(this.place));
    else this.#ending.exit = NORMAL;
  }

  #ranBadly(error: unknown): void {
    if (this.#phase === "over") return this.#failedLate(error);
    this.#ending.failed(error);
    this.#ran();
  }

  /** Tidies up: the hook of a task, the stop of a service. */
  #finish(): void {
    const { finish, finishFailed } = this.#course as Course;
    this.#phase = "finishing";
    this.#abort();
    if (this.#phase !== "finishing") return;
    if (finish === undefined || !this.#finishes()) return this.#finished();
    this.#do(
      () => finish(this.#child as never, this.#context as Context, this.#ending.timeLeft),
      () => this.#finished(),
      (error) => {
        if (this.#phase !== "finishing") return this.#failedLate(error);
        if (finishFailed === "exit") this.#ending.failed(error);
        else this.#report(finishFailed, error);
        return this.#finished();
      },
    );
    this.#watch();
  }

  #finished(): void {
    if (this.#phase !== "finishing") return;
    if (this.#ending.isOutlasted) this.#phase = "outlasting";
    else this.#defer();
  }

  /** Ends what was never prepared. */
  #conclude(): void {
    this.#abort();
    this.#defer();
  }

  #concludeBadly(error: unknown): void {
    this.#ending.failed(error);
    this.#conclude();
  }

  /** Runs what was deferred, the last first, and then it is over. */
  #defer(): void {
    this.#phase = "deferring";
    this.#deferNext();
    this.#watch();
  }

  #deferNext(): void {
    while (this.#phase === "deferring") {
      const deferred = this.#belongings?.takeDeferred();
      if (deferred === undefined) return this.#exit();
      let result: unknown;
      try {
        result = this.#enter(() => adopt(deferred()));
      } catch (error) {
        this.#report("defer.failed", error);
      }
      if (result instanceof Promise) {
        result.then(
          () => this.#deferNext(),
          (error) => {
            this.#report("defer.failed", error);
            this.#deferNext();
          },
        );
        return;
      }
    }
  }

  #exit(): void {
    const end = this.#ending;
    this.#disown(end);
    if (this.#told === "ignored" && end.failure === undefined) {
      void this.#close(NORMAL);
      this.place.ignored(this);
    } else this.#tell(end.result);
  }

  /** What an emitter's own listeners throw at being let go of is this child's failure, not an end that never comes. */
  #disown(end: Ending): void {
    const belongings = this.#belongings;
    if (belongings === undefined || !belongings.owns) return;
    const heir = LateErrors.of(this.place.environment.tree).heirOf(this.place, this.incarnation);
    this.#enter(() => belongings.disown(heir, (error) => end.failed(error)));
  }

  /** Fences it off and leaves it behind. What it deferred is called, but not awaited. */
  #abandon(exit: Exit): void {
    if (this.#phase === "over" || this.#phase === "abandoning") return;
    this.#phase = "abandoning";
    this.#abort();
    for (let next = this.#belongings?.takeDeferred(); next !== undefined; next = this.#belongings?.takeDeferred())
      this.runLate(next);
    this.#disown(this.#ending);
    this.place.environment.tree.leaked += 1;
    this.place.report(this, "child.abandoned", "error");
    this.#tell(exit);
  }

  #tell(exit: Exit): void {
    const below = this.#close(exit);
    if (below === undefined) this.place.exited(this, exit);
    else void below.then(() => this.place.exited(this, exit));
  }

  /** Resolves when all below it is gone, too. */
  #close(exit: Exit): Promise<unknown> | undefined {
    this.#phase = "over";
    this.#end?.close();
    return this.#course?.over?.(this.#child as never, exit);
  }

  #ask(): void {
    const end = this.#ending;
    if (end.asked) return;
    end.asked = true;
    this.#abort();
    if (this.#phase !== "running") return;
    const { run } = this.#course as Course;
    if (run === undefined && !(this.#child instanceof Promise)) this.#finish();
    else if (this.#finishes()) this.#reserveTime(end);
  }

  /** Whether it has a hook for its end. A getter of the user's that throws here throws again, and is heard, when the hook is called. */
  #finishes(): boolean {
    const { finishes } = this.#course as Course;
    if (typeof finishes === "boolean") return finishes;
    try {
      return this.#enter(() => finishes(this.#child as never));
    } catch {
      return true;
    }
  }

  /** Its hook must come to its turn also when its run ignores the signal: half of the time is the hook's. */
  #reserveTime(end: Ending): void {
    end.later(end.time / 2, () => {
      if (this.#phase !== "running") return;
      end.isOutlasted = true;
      this.#finish();
    });
  }

  #askItself(): void {
    this.place.environment.runtime.outside(() => {
      this.#ask();
      this.#watch();
    });
  }

  /** Nobody watches over an end that it began itself, so it has its own deadline. What went wrong before is still the first cause. */
  #watch(): void {
    if (this.#phase === "over") return;
    const end = this.#ending;
    end.watch(() => this.#abandon(end.failure ?? { type: "killed", by: "shutdown-timeout", leaked: true }));
  }

  /** What goes wrong after it was left behind, or beside what its exit tells, is told, and changes nothing. */
  #failedLate(error: unknown): void {
    if (!isStopReason(error)) this.#report("child.failed-late", error);
  }

  #report(type: string, error: unknown): void {
    const data = { error: errorData(error) };
    this.place.report(this, type, "warn", this.isOver ? { ...data, former: this.incarnation } : data);
  }

  /** In its own async context, so that listeners' errors are charged to it. */
  #abort(): void {
    this.#end ??= new Ending(this.place);
    const belongings = this.#belongings;
    if (belongings !== undefined) this.#enter(() => belongings.abort());
  }

  #enter<Result>(call: () => Result): Result {
    return this.place.environment.runtime.enter(this, call);
  }

  /** Calls user code inside its context, and goes on with what comes of it outside. */
  #do(call: () => unknown, done: () => void, failed: (error: unknown) => void): void {
    let result: unknown;
    try {
      result = this.#enter(() => adopt(call()));
    } catch (error) {
      return failed(error);
    }
    if (result instanceof Promise) result.then(done, failed);
    else done();
  }
}

function nothing(): void {}

/** Nobody will await it: its rejection must not end the process. */
function disregard(answer: unknown): void {
  if (answer instanceof Promise) answer.catch(nothing);
}
