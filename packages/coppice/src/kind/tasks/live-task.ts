import type { Context, ContextLife } from "../../child/context.ts";
import type { Branch, Environment, Kind } from "../../child/contract.ts";
import { livesInside } from "../../child/inside.ts";
import { STOP_REASON } from "../../child/stop-reason.ts";
import type { Down, Watcher } from "../../child/watcher.ts";
import { CoppiceError } from "../../error.ts";
import { describeExit } from "../../exit-text.ts";
import { isAbnormal } from "../../exit.ts";
import { type Duration, formatDuration, millisecondsOrNever } from "../../time/duration.ts";
import { LoopLife } from "../loop-life.ts";
import { taskCourse } from "../task.ts";
import type { Course } from "../course.ts";
import { byFactory } from "../manner.ts";
import type { RunningTask, Work } from "./task-supervisor.ts";

/** How a task stands to the child that asked for it. */
export type Bond = "linked" | "heard";

/** What every task of a task supervisor says: it runs once. */
const ONCE = Object.freeze({ restart: "temporary" as const });

const MANNER = byFactory((answer, place) => taskCourse(answer, place) as Course);

const RUN: Kind<LiveTask<unknown>> = Object.freeze<Kind<LiveTask<unknown>>>({
  name: "task",
  create: (task, place) => {
    place.watch?.(task);
    return new LoopLife(place, (ctx: Context) => task.run(ctx), MANNER);
  },
});

/** A function that runs, or ran, as a child of a task supervisor. */
export class LiveTask<Result> implements RunningTask<Result>, Watcher {
  readonly id: string;
  readonly path: string;
  readonly result: Promise<Result>;
  /** Resolves when it is down, or could not start. */
  readonly down: Promise<void>;
  readonly #environment: Environment;
  readonly #branch: Branch;
  readonly #work: Work<Result>;
  readonly #resolve: (value: Result) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #isDown: () => void;
  #outcome: { readonly value: Result } | { readonly error: unknown } | undefined = undefined;
  #caller: ContextLife | undefined = undefined;
  #bond: Bond = "heard";

  constructor(id: string, branch: Branch, environment: Environment, work: Work<Result>) {
    this.id = id;
    this.path = `${branch.path}/${id}`;
    this.#branch = branch;
    this.#environment = environment;
    this.#work = work;
    ({ promise: this.result, resolve: this.#resolve, reject: this.#reject } = Promise.withResolvers<Result>());
    ({ promise: this.down, resolve: this.#isDown } = Promise.withResolvers<void>());
    this.result.catch(() => undefined);
  }

  begin(caller: ContextLife | undefined, bond: Bond): void {
    if (caller !== undefined) {
      this.#caller = caller;
      this.#bond = bond;
      if (caller.isEnding && bond === "linked") {
        this.drop();
        this.#isDown();
        return;
      }
      caller.belongings.hold(this);
    }
    this.#branch.startChild({ id: this.id, kind: RUN, body: this, options: ONCE }).catch((error: unknown) => {
      this.#part();
      this.#reject(error);
      this.#isDown();
    });
  }

  async run(ctx: Context): Promise<void> {
    try {
      this.#outcome = { value: await this.#work(ctx) };
    } catch (error) {
      this.#outcome = { error };
      throw error;
    }
  }

  ended({ path, exit }: Down): void {
    const outcome = this.#outcome;
    const caller = this.#part();
    if (!isAbnormal(exit)) {
      if (outcome !== undefined && "value" in outcome) this.#resolve(outcome.value);
      else this.#reject(cancelled(path));
    } else {
      const isOwn = exit.type === "failed" && outcome !== undefined && "error" in outcome;
      this.#reject(isOwn ? outcome.error : failed({ path, exit }));
      if (this.#bond === "linked") caller?.place.condemn(caller, { type: "linked", cause: { path, exit } });
    }
    this.#isDown();
  }

  /** The child that asked begins to end. */
  drop(): void {
    this.#part();
    this.#reject(STOP_REASON);
    if (this.#bond === "linked") void this.#stop();
  }

  within(timeout: Duration): Promise<Result> {
    try {
      const where = `within(timeout) of ${this.path}`;
      const delay = millisecondsOrNever(timeout, where);
      return delay === Number.POSITIVE_INFINITY ? this.result : this.#within(delay);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async cancel(): Promise<void> {
    if (livesInside(this.#environment.runtime.current(), this.path)) {
      throw new CoppiceError(
        "WOULD_DEADLOCK",
        `cancel() of ${this.path} was called by the task itself, which would wait for its own end: return, or throw`,
        { details: { path: this.path } },
      );
    }
    await this.#end(cancelled(this.path));
  }

  #within(delay: number): Promise<Result> {
    const timer = this.#environment.runtime.after(delay, () => {
      void this.#end(
        new CoppiceError("TASK_TIMEOUT", `${this.path} did not answer within ${formatDuration(delay)}, and was cancelled`, {
          details: { path: this.path, after: delay },
        }),
      );
    });
    void this.down.then(() => timer.cancel());
    return this.result;
  }

  async #end(reason: CoppiceError): Promise<void> {
    this.#part();
    this.#reject(reason);
    await this.#stop();
  }

  async #stop(): Promise<void> {
    // It is down already, or its supervisor is: that is what was wanted.
    await this.#branch.stopChild(this.id).catch(() => undefined);
    await this.down;
  }

  /** Has no more to do with the child that asked, which is answered. */
  #part(): ContextLife | undefined {
    const caller = this.#caller;
    this.#caller = undefined;
    caller?.belongings.letGo(this);
    return caller;
  }
}

function cancelled(path: string): CoppiceError {
  return new CoppiceError("CANCELLED", `${path} was asked to end before it had an answer`, { details: { path } });
}

function failed({ path, exit }: Pick<Down, "path" | "exit">): CoppiceError {
  return new CoppiceError("TASK_FAILED", `${path} ended without an answer: it ${describeExit(exit)}`, {
    details: { path, exit: { ...exit } as never },
  });
}
