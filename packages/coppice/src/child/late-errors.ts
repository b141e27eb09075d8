import { errorData } from "../error-data.ts";
import type { Incarnation, Place, Tree } from "./contract.ts";
import { type ErrorEmitter, Owned } from "./owned.ts";
import { isStopReason } from "./stop-reason.ts";

const KEY = Symbol("coppice.late-errors");

/** Stands for an incarnation that has ended, which is not kept for the sake of what it owned. */
const FORMER: Incarnation = Object.freeze({ begin: nothing, stop: nothing, kill: nothing });

/**
 * The emitters that ended incarnations of a tree have owned, and no other has begun to own since: an error of theirs is told, and hits nobody who
 * does not own them. Each has one listener in a tree, whoever owned it, and however often.
 */
export class LateErrors {
  readonly #left = new Owned();

  /** Those of a tree; made when the first incarnation that owned something has ended. */
  static of({ shared }: Tree): LateErrors {
    let late = shared.get(KEY) as LateErrors | undefined;
    if (late === undefined) {
      late = new LateErrors();
      shared.set(KEY, late);
    }
    return late;
  }

  /** An emitter is about to be owned. */
  static taken({ shared }: Tree, emitter: ErrorEmitter): void {
    const late = shared.get(KEY) as LateErrors | undefined;
    if (late !== undefined) late.#drop(emitter);
  }

  /** The tree has ended: what its children have left is nobody's. */
  static forget({ shared }: Tree): void {
    const late = shared.get(KEY) as LateErrors | undefined;
    shared.delete(KEY);
    if (late !== undefined) late.#left.release(nothing);
  }

  /** How to take over the emitters of an incarnation that ends. It is not kept: only its number and its place are. */
  heirOf(place: Place, former: number): (emitter: ErrorEmitter) => void {
    const failed = (error: unknown): void => {
      if (!isStopReason(error)) place.report(FORMER, "child.failed-late", "warn", { error: errorData(error), former });
    };
    return (emitter) => {
      this.#drop(emitter);
      this.#left.add(emitter, failed);
    };
  }

  /** What it throws at that is not the fault of who takes it: its owner has heard of that at its end. */
  #drop(emitter: ErrorEmitter): void {
    try {
      this.#left.drop(emitter);
    } catch {}
  }
}

function nothing(): void {}
