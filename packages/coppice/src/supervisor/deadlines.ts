import type { Incarnation } from "../child/contract.ts";
import type { Runtime, Timer } from "../runtime/runtime.ts";

/** What can have a deadline. */
export interface Timed {
  deadline: Deadline | undefined;
}

/** What a start or a stop has to keep. */
export interface Deadline {
  readonly slot: Timed;
  readonly life: Incarnation;
  readonly of: "starting" | "stopping";
  readonly due: number;
  readonly line: Line;
  previous: Deadline | undefined;
  next: Deadline | undefined;
}

/** Deadlines of one length: the first made is the first due, so one timer serves them all. */
interface Line {
  readonly delay: number;
  first: Deadline | undefined;
  last: Deadline | undefined;
  timer: Timer | undefined;
}

/** Called when a deadline has passed. */
export type Overdue = (deadline: Deadline) => void;

/** The start and stop deadlines of one supervisor's children. Setting and clearing one costs no timer of its own. */
export class Deadlines {
  readonly #runtime: Runtime;
  readonly #overdue: Overdue;
  readonly #lines = new Map<number, Line>();

  constructor(runtime: Runtime, overdue: Overdue) {
    this.#runtime = runtime;
    this.#overdue = overdue;
  }

  /** Sets the slot's deadline in place of any that it has. `Infinity`: none. */
  set(slot: Timed, life: Incarnation, of: "starting" | "stopping", delay: number): void {
    this.clear(slot);
    if (delay === Number.POSITIVE_INFINITY) return;
    const line = this.#line(delay);
    const deadline: Deadline = { slot, life, of, due: this.#runtime.now() + delay, line, previous: line.last, next: undefined };
    if (line.last === undefined) line.first = deadline;
    else line.last.next = deadline;
    line.last = deadline;
    slot.deadline = deadline;
    line.timer ??= this.#runtime.after(delay, () => this.#passed(line));
  }

  clear(slot: Timed): void {
    const { deadline } = slot;
    if (deadline === undefined) return;
    slot.deadline = undefined;
    const { line, previous, next } = deadline;
    if (previous === undefined) line.first = next;
    else previous.next = next;
    if (next === undefined) line.last = previous;
    else next.previous = previous;
    if (line.first !== undefined) return;
    line.timer?.cancel();
    this.#lines.delete(line.delay);
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
      if (deadline.slot.deadline !== deadline) continue;
      this.clear(deadline.slot);
      this.#overdue(deadline);
    }
    if (line.first !== undefined) line.timer ??= this.#runtime.after(line.first.due - now, () => this.#passed(line));
  }
}
