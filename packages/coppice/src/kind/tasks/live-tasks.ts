import type { ContextLife } from "../../child/context.ts";
import type { Branch, Environment } from "../../child/contract.ts";
import { refuseWhenFenced } from "../../child/loop-context.ts";
import { SeenBy } from "../../child/seen-by.ts";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import { LiveStream } from "./live-stream.ts";
import { type Bond, LiveTask } from "./live-task.ts";
import { readStreamOptions } from "./stream-options.ts";
import type { ItemWork, RunningTask, TaskStream, TaskStreamOptions, TaskSupervisor, Work } from "./task-supervisor.ts";

/** Numbers the tasks of one incarnation of a task supervisor. */
interface Numbers {
  next: number;
}

/** A task supervisor that runs, as it is seen by one incarnation, or from outside. */
export class LiveTasks extends SeenBy implements TaskSupervisor {
  readonly #environment: Environment;
  readonly #branch: Branch;
  readonly #numbers: Numbers;
  readonly #caller: ContextLife | undefined;

  /** @param environment what the supervisor gives to its children. */
  constructor(environment: Environment, caller?: ContextLife, numbers: Numbers = { next: 1 }) {
    super();
    this.#environment = environment;
    this.#branch = environment.branch as Branch;
    this.#caller = caller;
    this.#numbers = numbers;
  }

  seenBy(life: ContextLife): TaskSupervisor {
    return new LiveTasks(this.#environment, life, this.#numbers);
  }

  async<Result>(work: Work<Result>): RunningTask<Result> {
    this.#expectWork("async(work)", work);
    return this.#begin(work, this.#caller, "linked");
  }

  asyncNoLink<Result>(work: Work<Result>): RunningTask<Result> {
    this.#expectWork("asyncNoLink(work)", work);
    return this.#begin(work, this.#caller, "heard");
  }

  stream<Input, Result>(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    work: ItemWork<Input, Result>,
    options: TaskStreamOptions = {},
  ): TaskStream<Input, Result> {
    this.#expectWork("stream(inputs, work)", work);
    this.#expectInputs(inputs);
    const settings = readStreamOptions(this.#branch.path, options);
    const run = (input: Input, index: number): LiveTask<Result> =>
      this.#begin((ctx) => work(input, ctx, index), undefined, "heard");
    return new LiveStream(inputs, run, settings, this.#caller);
  }

  #begin<Result>(work: Work<Result>, caller: ContextLife | undefined, bond: Bond): LiveTask<Result> {
    const task = new LiveTask(this.#freeId(), this.#branch, this.#environment, work);
    task.begin(caller, bond);
    return task;
  }

  #freeId(): string {
    for (;;) {
      const id = `task-${this.#numbers.next}`;
      this.#numbers.next += 1;
      if (this.#branch.getSpec(id) === undefined) return id;
    }
  }

  #expectWork(call: string, work: unknown): void {
    if (this.#caller !== undefined) refuseWhenFenced(this.#caller, "use");
    if (typeof work === "function") return;
    throw this.#badArgument(call, work, "a function of the context, such as async ({ signal }) => await fetch(url, { signal })");
  }

  #expectInputs(inputs: unknown): void {
    const isObject = typeof inputs === "object" && inputs !== null;
    if (isObject && (Symbol.iterator in inputs || Symbol.asyncIterator in inputs)) return;
    throw this.#badArgument("stream(inputs, work)", inputs, "an iterable or an async iterable of inputs, such as a list");
  }

  #badArgument(call: string, given: unknown, expected: string): CoppiceError {
    const { path } = this.#branch;
    return new CoppiceError("BAD_OPTION", `${path}: ${call} was given ${show(given)}: expected ${expected}.`, {
      details: { path, call, given: jsonSafe(given) },
    });
  }
}
