import type { Environment, Place } from "../child/contract.ts";
import { Deadlines } from "../runtime/deadlines.ts";
import type { Address } from "./address.ts";
import { DeadLetters } from "./dead-letters.ts";

/** The actor that an incarnation is, as those whom it asks need to know it. */
export interface Asker extends Address {
  readonly isOver: boolean;
  /** The actors that wait for the message at hand, from the first to this one; none while it handles nothing. */
  readonly asking: readonly Address[];
}

const KEY = Symbol("coppice.actors");

/** After so many messages in a row, whoever handled them, I/O is let in. */
const MESSAGES_A_TURN = 1_000;

/** What the actors of one tree share. */
export class ActorSystem {
  readonly environment: Environment;
  readonly deadLetters: DeadLetters;
  /** When asks are due: one timer for all of a length. */
  readonly deadlines: Deadlines;
  /** The actors that live now, by their incarnation. */
  readonly askers: WeakMap<object, Asker> = new WeakMap();
  /** How many messages may still be handled before I/O is let in. */
  left: number = MESSAGES_A_TURN;

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

  /** Calls soon: in this turn of the loop, unless actors have had their share of it. */
  schedule(drain: () => void): void {
    if (this.left > 0) {
      queueMicrotask(drain);
      return;
    }
    this.environment.runtime.soon(() => {
      this.left = MESSAGES_A_TURN;
      drain();
    });
  }

  /** The place at a path, in the whole tree. */
  placeAt(path: string): Place | undefined {
    return this.environment.lookup(path);
  }
}
