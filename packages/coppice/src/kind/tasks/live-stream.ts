import type { ContextLife } from "../../child/context.ts";
import { refuseWhenFenced } from "../../child/loop-context.ts";
import { STOP_REASON } from "../../child/stop-reason.ts";
import { CoppiceError } from "../../error.ts";
import type { LiveTask } from "./live-task.ts";
import type { StreamSettings } from "./stream-options.ts";
import type { TaskOutcome, TaskStream } from "./task-supervisor.ts";

/** One input that was taken, and not handed on yet. */
interface Entry<Input, Result> {
  readonly task: LiveTask<Result>;
  outcome: TaskOutcome<Input, Result> | undefined;
}

type Taken<Input, Result> = IteratorResult<TaskOutcome<Input, Result>>;

/** Runs tasks for inputs, no more at once than there may be, and hands on what became of them. */
export class LiveStream<Input, Result> implements TaskStream<Input, Result> {
  readonly #inputs: Iterable<Input> | AsyncIterable<Input>;
  readonly #run: (input: Input, index: number) => LiveTask<Result>;
  readonly #settings: StreamSettings;
  readonly #caller: ContextLife | undefined;
  /** Those who asked for an outcome, in order. */
  readonly #takers: PromiseWithResolvers<Taken<Input, Result>>[] = [];
  /** What was begun and not handed on, in the order of the inputs. */
  readonly #entries: Set<Entry<Input, Result>> = new Set();
  /** Those of them that are done, as they were. */
  readonly #done: Entry<Input, Result>[] = [];
  readonly #aborted = (): void => this.#fail(this.#settings.signal?.reason);
  #source: Iterator<Input> | AsyncIterator<Input> | undefined = undefined;
  #isAsync = false;
  #index = 0;
  #isPulling = false;
  #isExhausted = false;
  /** Why it ends before its time; told once. */
  #failure: { readonly reason: unknown } | undefined = undefined;
  #closing: Promise<void> | undefined = undefined;
  #isClosed = false;

  constructor(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    run: (input: Input, index: number) => LiveTask<Result>,
    settings: StreamSettings,
    caller: ContextLife | undefined,
  ) {
    this.#inputs = inputs;
    this.#run = run;
    this.#settings = settings;
    this.#caller = caller;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Taken<Input, Result>> {
    const taker = Promise.withResolvers<Taken<Input, Result>>();
    this.#takers.push(taker);
    if (this.#isClosed) this.#answerAll();
    else {
      this.#open();
      this.#go();
    }
    return taker.promise;
  }

  async return(): Promise<Taken<Input, Result>> {
    await this.#close();
    return { done: true, value: undefined };
  }

  /** The child that asked begins to end. */
  drop(): void {
    this.#fail(STOP_REASON);
    // It has its own end to see to, and does not wait for that of the tasks.
    this.#isClosed = true;
    this.#answerAll();
  }

  #open(): void {
    if (this.#source !== undefined || this.#closing !== undefined) return;
    const { signal } = this.#settings;
    const inputs = this.#inputs;
    try {
      if (this.#caller !== undefined) refuseWhenFenced(this.#caller, "use");
      if (this.#caller?.isEnding) throw STOP_REASON;
      signal?.throwIfAborted();
      this.#isAsync = Symbol.asyncIterator in inputs;
      this.#source = Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
    } catch (error) {
      this.#fail(error);
      return;
    }
    signal?.addEventListener("abort", this.#aborted, { once: true });
    this.#caller?.belongings.hold(this);
  }

  /** Hands on what is done, and begins what may be begun. */
  #go(): void {
    this.#fill();
    while (this.#takers.length > 0) {
      const entry = this.#takeDone();
      if (entry === undefined) break;
      const outcome = entry.outcome as TaskOutcome<Input, Result>;
      if (!outcome.ok && this.#settings.onTimeout === "fail" && isTimeout(outcome.error)) {
        this.#fail(outcome.error);
        return;
      }
      this.#takers.shift()?.resolve({ done: false, value: outcome });
      this.#fill();
    }
    if (this.#isExhausted && this.#entries.size === 0 && this.#takers.length > 0) void this.#close();
  }

  #takeDone(): Entry<Input, Result> | undefined {
    if (this.#closing !== undefined) return undefined;
    const [first] = this.#settings.order ? this.#entries : this.#done;
    if (first?.outcome === undefined) return undefined;
    this.#entries.delete(first);
    if (!this.#settings.order) this.#done.shift();
    return first;
  }

  #fill(): void {
    while (this.#wantsMore) {
      try {
        const pulled = this.#source?.next();
        if (this.#isAsync) this.#await(Promise.resolve(pulled as Promise<IteratorResult<Input>>));
        else this.#pulled(pulled as IteratorResult<Input>);
      } catch (error) {
        this.#inputsFailed(error);
      }
    }
  }

  #await(pulled: Promise<IteratorResult<Input>>): void {
    this.#isPulling = true;
    pulled.then(
      (result) => {
        this.#isPulling = false;
        this.#pulled(result);
        this.#go();
      },
      (error: unknown) => {
        this.#isPulling = false;
        this.#inputsFailed(error);
      },
    );
  }

  /** Inputs that threw are at their end: nobody ends them. */
  #inputsFailed(error: unknown): void {
    this.#isExhausted = true;
    this.#fail(error);
  }

  get #wantsMore(): boolean {
    if (this.#source === undefined || this.#isPulling || this.#isExhausted || this.#closing !== undefined) return false;
    return this.#entries.size < this.#settings.concurrency;
  }

  #pulled(result: IteratorResult<Input>): void {
    if (result.done) this.#isExhausted = true;
    else if (this.#closing === undefined) this.#begin(result.value);
  }

  #begin(input: Input): void {
    const index = this.#index;
    this.#index += 1;
    const task = this.#run(input, index);
    const entry: Entry<Input, Result> = { task, outcome: undefined };
    this.#entries.add(entry);
    const done = async (outcome: TaskOutcome<Input, Result>): Promise<void> => {
      // Its place is free when it is down: one that takes its time to end still runs.
      await task.down;
      entry.outcome = outcome;
      if (!this.#settings.order) this.#done.push(entry);
      this.#go();
    };
    task.within(this.#settings.timeout).then(
      (value) => done({ ok: true, index, input, value }),
      (error: unknown) => done({ ok: false, index, input, error }),
    );
  }

  #fail(reason: unknown): void {
    if (this.#closing === undefined) this.#failure ??= { reason };
    // The first cause counts, and not what goes wrong with the inputs' own end.
    this.#close().catch(() => undefined);
  }

  #close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#settings.signal?.removeEventListener("abort", this.#aborted);
    this.#caller?.belongings.letGo(this);
    const isDone = this.#isExhausted;
    this.#isExhausted = true;
    try {
      await Promise.all(Array.from(this.#entries, ({ task }) => task.cancel()));
      // Inputs that are just asked for one would end after that only.
      const ending = isDone ? undefined : this.#source?.return?.();
      if (!this.#isPulling) await ending;
    } finally {
      this.#isClosed = true;
      this.#entries.clear();
      this.#answerAll();
    }
  }

  #answerAll(): void {
    for (const taker of this.#takers.splice(0)) {
      if (this.#failure === undefined) taker.resolve({ done: true, value: undefined });
      else taker.reject(this.#failure.reason);
      this.#failure = undefined;
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof CoppiceError && error.code === "TASK_TIMEOUT";
}
