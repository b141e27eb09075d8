import type { Runtime } from "../runtime/runtime.ts";
import { Envelope, type Letter } from "./envelope.ts";
import type { Queue } from "./ring.ts";

/**
 * The time to live of the letters in a mailbox. They are looked at when they are taken, and when one more would not fit: none has
 * a timer.
 */
export class Expiry {
  /** How many have expired. */
  count = 0;
  readonly #letters: Queue<Letter>;
  readonly #ttl: number;
  readonly #runtime: Runtime;
  readonly #dead: (letter: Letter) => void;
  /** No letter that lies there expires before. */
  #next = Number.POSITIVE_INFINITY;

  constructor(letters: Queue<Letter>, ttl: number, runtime: Runtime, dead: (letter: Letter) => void) {
    this.#letters = letters;
    this.#ttl = ttl;
    this.#runtime = runtime;
    this.#dead = dead;
  }

  /** The letter, with its own time to live or the mailbox's. */
  stamp(letter: Letter): Letter {
    const stamped = this.#ttl === Number.POSITIVE_INFINITY || isStamped(letter) ? letter : this.#stamped(letter);
    this.#next = Math.min(this.#next, dueOf(stamped));
    return stamped;
  }

  /** The next letter that has not expired. */
  shift(): Letter | undefined {
    if (this.#runtime.now() < this.#next) return this.#letters.shift();
    for (;;) {
      const letter = this.#letters.shift();
      if (letter === undefined || dueOf(letter) > this.#runtime.now()) return letter;
      this.#over(letter);
    }
  }

  /** Takes out what has expired. Whether there was any. */
  makesRoom(): boolean {
    const now = this.#runtime.now();
    if (now < this.#next) return false;
    const overdue: Letter[] = [];
    this.#next = Number.POSITIVE_INFINITY;
    const kept: Letter[] = [];
    for (let letter = this.#letters.shift(); letter !== undefined; letter = this.#letters.shift()) {
      if (dueOf(letter) <= now) overdue.push(letter);
      else kept.push(letter);
    }
    for (const letter of kept) {
      this.#letters.push(letter);
      this.#next = Math.min(this.#next, dueOf(letter));
    }
    for (const letter of overdue) this.#over(letter);
    return overdue.length > 0;
  }

  #over(letter: Letter): void {
    this.count += 1;
    this.#dead(letter);
  }

  #stamped(letter: Letter): Envelope {
    const envelope = letter instanceof Envelope ? letter : new Envelope(letter, undefined, undefined);
    const { priority = "normal", correlationId, replyTo } = envelope.delivery ?? {};
    envelope.delivery = { priority, due: this.#runtime.now() + this.#ttl, correlationId, replyTo };
    return envelope;
  }
}

function isStamped(letter: Letter): boolean {
  return dueOf(letter) !== Number.POSITIVE_INFINITY;
}

/** When a letter expires. */
function dueOf(letter: Letter): number {
  return (letter instanceof Envelope ? letter.delivery?.due : undefined) ?? Number.POSITIVE_INFINITY;
}
