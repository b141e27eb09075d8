import type { Environment, Place } from "../child/contract.ts";
import { LoopLife } from "../kind/loop-life.ts";
import type { Post } from "../link/post.ts";
import { Deadlines } from "../runtime/deadlines.ts";
import { type Duration, millisecondsOrNever } from "../time/duration.ts";
import { Asker } from "./asker.ts";
import { DeadLetters } from "./dead-letters.ts";
import type { MailboxOptions } from "./mailbox-options.ts";
import { Ring } from "./ring.ts";

/** Somebody who has to do something soon. */
export interface Drain {
  drain(): void;
}

/** What holds for all actors of a tree that do not say else. */
export interface ActorLimits {
  /** The mailbox of actors that have none of their own; what they say of theirs holds first. */
  readonly mailbox?: MailboxOptions;
  /** How long an ask waits that does not say. Default: "5s". */
  readonly askTimeout?: Duration;
}

const KEY = Symbol("coppice.actors");

/** How long an ask waits where nothing says. */
const PATIENCE = 5_000;

/** After so many messages in a row, whoever handled them, I/O is let in. */
const MESSAGES_A_TURN = 1_000;

const SETTLED: Promise<void> = Promise.resolve();

/** What the actors of one tree share. */
export class ActorSystem {
  readonly environment: Environment;
  readonly deadLetters: DeadLetters;
  /** When asks are due: one timer for all of a length. */
  readonly deadlines: Deadlines;
  /** Set before anything starts. */
  limits: ActorLimits = {};
  /** Where this tree is the subtree of one elsewhere: the path of its root, and the way to whatever is not below that. */
  around: { readonly root: string; readonly post: Post } | undefined = undefined;
  /** How many messages may still be handled before I/O is let in. */
  left: number = MESSAGES_A_TURN;

  /** What actors want to do soon, in the order in which they wanted it. */
  readonly #soon = new Ring<Drain>();
  #isScheduled = false;

  private constructor(environment: Environment) {
    this.environment = environment;
    this.deadLetters = new DeadLetters(environment.events);
    this.deadlines = new Deadlines(environment.runtime);
  }

  /** The one of this tree. */
  static of(environment: Environment): ActorSystem {
    const { shared } = environment.tree;
    let system = shared.get(KEY) as ActorSystem | undefined;
    if (system === undefined) {
      system = new ActorSystem(environment);
      shared.set(KEY, system);
    }
    return system;
  }

  /** The actor of this tree whose code runs now; undefined in all other code. */
  get asker(): Asker | undefined {
    const life = this.environment.runtime.current();
    const child = life instanceof LoopLife ? life.child : undefined;
    return child instanceof Asker && child.system === this ? child : undefined;
  }

  /** How many milliseconds an ask waits. @throws CoppiceError BAD_DURATION. */
  patience(timeout: Duration = this.limits.askTimeout ?? PATIENCE): number {
    return millisecondsOrNever(timeout, "ask(…, { timeout })");
  }

  /** Calls its `drain` soon: in this turn of the loop, unless actors have had their share of it. */
  schedule(drain: Drain): void {
    this.#soon.push(drain);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.environment.runtime.outside(() => this.#scheduleAll());
  }

  #scheduleAll(): void {
    // A promise's job, as what `queueMicrotask` makes beside the call costs more than the call.
    if (this.left > 0) void SETTLED.then(this.#drainAll);
    else this.environment.runtime.soon(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.left = MESSAGES_A_TURN;
    this.#drainAll();
  };

  readonly #drainAll = (): void => {
    try {
      while (this.left > 0) {
        const next = this.#soon.shift();
        if (next === undefined) break;
        next.drain();
      }
    } finally {
      // More may have been left than this turn had room for, and by a defect that got through.
      if (this.#soon.size > 0) this.#scheduleAll();
      else this.#isScheduled = false;
    }
  };

  /** The place at a path, in the whole tree. */
  placeAt(path: string): Place | undefined {
    return this.environment.lookup(path);
  }
}
