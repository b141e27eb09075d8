import type { Context } from "../../child/context.ts";
import type { Duration } from "../../time/duration.ts";

/** What a task supervisor runs: asked to end by `ctx.signal`, as any task. */
export type Work<Result> = (ctx: Context) => PromiseLike<Result> | Result;

/** What a stream does for each of its inputs. */
export type ItemWork<Input, Result> = (input: Input, ctx: Context, index: number) => PromiseLike<Result> | Result;

/** What runs many short tasks; `ctx.use(spec)` of a task supervisor answers it, and so does `app.use(spec)`. */
export interface TaskSupervisor {
  /**
   * Runs a function as a temporary child, linked to the child that asks: when that begins to end the task is cancelled, and when the task
   * fails the child goes down with it, with the exit `linked`, also where the rejection is caught. Asked from outside of the tree it is the same as `asyncNoLink`.
   *
   * @throws CoppiceError BAD_OPTION for what is no function, STALE_INCARNATION. All else rejects the result.
   */
  async<Result>(work: Work<Result>): RunningTask<Result>;
  /** The same without the link: a failure rejects the result and harms nobody, and the task runs on when the child that asked ends. @throws as `async`. */
  asyncNoLink<Result>(work: Work<Result>): RunningTask<Result>;
  /**
   * Runs a function for each of the inputs, so many at once, and yields what became of each. Nothing runs before the first is asked for; no more
   * are running or waiting to be taken than `concurrency`. Leaving the loop, or the end of the child that asks, cancels what runs.
   *
   * ```ts
   * for await (const page of ctx.use(tasks).stream(urls, (url, { signal }) => fetch(url, { signal }), { concurrency: 4 })) …
   * ```
   *
   * @throws CoppiceError BAD_OPTION, BAD_DURATION, STALE_INCARNATION.
   */
  stream<Input, Result>(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    work: ItemWork<Input, Result>,
    options?: TaskStreamOptions,
  ): TaskStream<Input, Result>;
}

/** A function that runs as a child. */
export interface RunningTask<Result> {
  /** `task-1`, `task-2` …: as it shows in listings. */
  readonly id: string;
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  /**
   * What the function answers. Rejects with what it threw; with TASK_FAILED when it ended in another way, killed or reported as broken;
   * CANCELLED; MAX_CHILDREN, NOT_RUNNING when it could not start; with the signal's reason when the child that asked begins to end. Nobody has to await it.
   */
  readonly result: Promise<Result>;
  /** The result, for which no longer is waited than this; then the task is cancelled. Rejects with TASK_TIMEOUT, BAD_DURATION, and as `result`. */
  within(timeout: Duration): Promise<Result>;
  /** Asks it to end; its result rejects with CANCELLED at once. Resolves when it is down. Rejects with WOULD_DEADLOCK when the task itself calls it. */
  cancel(): Promise<void>;
}

/** How a stream runs its tasks. */
export interface TaskStreamOptions {
  /** How many are running or waiting to be taken, from 1 up. Default: the number of processors (`availableParallelism()`). */
  readonly concurrency?: number;
  /** Whether results come in the order of the inputs; else as they are done. Default: true. */
  readonly order?: boolean;
  /** How long each may take; then it is cancelled. Default: `Infinity`. */
  readonly timeout?: Duration;
  /** What a timeout means: "report" yields it as that input's error, "fail" ends the stream with it. Default: "report". */
  readonly onTimeout?: "report" | "fail";
  /** Ends the stream, with its reason, when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What became of one input. */
export type TaskOutcome<Input, Result> =
  | { readonly ok: true; readonly index: number; readonly input: Input; readonly value: Result }
  /** `error`: what `result` of the task rejected with. */
  | { readonly ok: false; readonly index: number; readonly input: Input; readonly error: unknown };

/** The outcomes. `return()` cancels what runs, and resolves when that is down. */
export interface TaskStream<Input, Result> extends AsyncIterableIterator<TaskOutcome<Input, Result>> {
  return(): Promise<IteratorResult<TaskOutcome<Input, Result>>>;
}
