import { type Enter, PlainContext, type Run } from "./plain-task.ts";

/**
 * One task that is called again whenever it ended, as one would write it by hand: its error is caught, counted and kept, and the next
 * call is made with a new context by `setImmediate`, so that I/O is let in between.
 *
 * It leaves out all else that a tree does: the error is not looked at, nothing limits how often, nothing waits, there are no siblings, no exit
 * as data, no event, and nobody can ask for its state.
 */
export class PlainLoop {
  restarts = 0;
  lastError: unknown = undefined;
  readonly #enter: Enter;
  readonly #run: Run;
  #context: PlainContext | undefined = undefined;

  constructor(enter: Enter, run: Run) {
    this.#enter = enter;
    this.#run = run;
  }

  start(): void {
    this.#context = new PlainContext();
    this.#enter(this.#context, this.#run).then(
      () => this.#again(),
      (error) => {
        this.lastError = error;
        this.#again();
      },
    );
  }

  #again(): void {
    this.restarts += 1;
    setImmediate(() => this.start());
  }
}
