import { type Enter, PlainContext, type Run } from "./plain-task.ts";

interface PlainTask {
  readonly context: PlainContext;
  /** Settles, well, once the task has ended and is forgotten. */
  readonly ended: Promise<void>;
}

/**
 * Many cancellable tasks, as one would run them by hand: an async function is called with a context, kept in a map under its
 * id, and forgotten when its promise settles. To stop, each is aborted and awaited, the last first.
 *
 * It leaves out all else that a tree does: nothing is restarted or checked, there is no state to ask for, no time limit, no exit, no report,
 * no event, and an error is dropped.
 */
export class PlainTasks {
  readonly #tasks = new Map<string, PlainTask>();
  readonly #enter: Enter;

  constructor(enter: Enter) {
    this.#enter = enter;
  }

  get size(): number {
    return this.#tasks.size;
  }

  start(ids: readonly string[], runs: readonly Run[]): void {
    for (let index = 0; index < ids.length; index += 1) this.#start(ids[index] as string, runs[index] as Run);
  }

  async stop(): Promise<void> {
    for (const { context, ended } of [...this.#tasks.values()].toReversed()) {
      this.#enter(context, abort);
      await ended;
    }
  }

  #start(id: string, run: Run): void {
    const context = new PlainContext();
    const forget = (): void => void this.#tasks.delete(id);
    const ended = this.#enter(context, run).then(forget, forget);
    this.#tasks.set(id, { context, ended });
  }
}

function abort(context: PlainContext): void {
  context.abort();
}
