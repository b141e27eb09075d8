import type { Runtime, Timer } from "./runtime.ts";

/** What can have a deadline: one at a time. */
export interface Timed {
  deadline: Deadline | undefined;
}

/** Called when a deadline of so many milliseconds has passed. One function may serve all that have such deadlines. */
type Passed<Of> = (timed: Of, delay: number) => void;

/** A deadline that was set. */
export interface Deadline {
  readonly timed: Timed;
  readonly due: number;
  readonly passed: Passed<never>;
  readonly line: Line;
  previous: Deadline | undefined;
  next: Deadline | undefined;
}

/**
 * Deadlines of one length: the first made is the first due, so one timer serves them all. It stays when the last of them is cleared, as
 * the next may come at once; with none it keeps no process alive.
 */
interface Line {
  readonly delay: number;
  first: Deadline | undefined;
  last: Deadline | undefined;
  timer: Timer | undefined;
}

/** Deadlines that cost no timer of their own: setting and clearing one is a link in a list. */
export class Deadlines {
  readonly #runtime: Runtime;
  readonly #lines = new Map<number, Line>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Sets a deadline in place of any that there is: `passed` is called after `delay` milliseconds. `Infinity`: none. */
  set<Of extends Timed>(timed: Of, delay: number, passed: Passed<Of>): void {
    this.clear(timed);
    if (delay === Number.POSITIVE_INFINITY) return;
    const line = this.#line(delay);
    const deadline: Deadline = { timed, due: this.#runtime.now() + delay, passed, line, previous: line.last, next: undefined };
    if (line.last === undefined) line.first = deadline;
    else line.last.next = deadline;
    line.last = deadline;
    timed.deadline = deadline;
    if (line.timer === undefined) line.timer = this.#runtime.after(delay, () => this.#passed(line));
    else if (deadline.previous === undefined) line.timer.ref();
  }

  clear(timed: Timed): void {
    const { deadline } = timed;
    if (deadline === undefined) return;
    timed.deadline = undefined;
    const { line, previous, next } = deadline;
    if (previous === undefined) line.first = next;
    else previous.next = next;
    if (next === undefined) line.last = previous;
    else next.previous = previous;
    if (line.first === undefined) line.timer?.unref();
  }

  #line(delay: number): Line {
    let line = this.#lines.get(delay);
    if (line === undefined) {
      line = { delay, first: undefined, last: undefined, timer: undefined };
      this.#lines.set(delay, line);
    }
    return line;
  }

  #passed(line: Line): void {
    line.timer = undefined;
    const now = this.#runtime.now();
    const passed: Deadline[] = [];
    for (let { first } = line; first !== undefined && first.due <= now; first = first.next) passed.push(first);
    for (const deadline of passed) {
      if (deadline.timed.deadline !== deadline) continue;
      this.clear(deadline.timed);
      deadline.passed(deadline.timed as never, line.delay);
    }
    if (line.first === undefined) this.#lines.delete(line.delay);
    else line.timer ??= this.#runtime.after(line.first.due - now, () => this.#passed(line));
  }
}
