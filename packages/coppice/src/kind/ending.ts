import type { Place } from "../child/contract.ts";
import { isStopReason } from "../child/stop-reason.ts";
import { type Exit, failedWith, SHUTDOWN } from "../exit.ts";
import type { Timer } from "../runtime/runtime.ts";

/** How long an end that a child began itself may take where the spec says "brutal", which is about being asked. */
const OWN_TIME = 5_000;

/** The end of an incarnation, once it has begun: why, how well, and by when. */
export class Ending {
  /** Somebody asked for it. */
  asked = false;
  /** What a good end is; `shutdown` where nothing is said. The first to say it counts. */
  exit: Exit | undefined = undefined;
  /** The first thing that went wrong. */
  failure: Exit | undefined = undefined;
  /** What was thrown then. */
  thrown: unknown = undefined;
  /** The run goes on while the hook runs. */
  isOutlasted = false;
  /** Somebody sees to it that this has an end. */
  isWatched = false;
  readonly #place: Place;
  readonly #since: number;
  #timers: Timer[] | undefined = undefined;

  constructor(place: Place) {
    this.#place = place;
    this.#since = place.environment.runtime.now();
  }

  get result(): Exit {
    return this.failure ?? this.exit ?? SHUTDOWN;
  }

  /** Milliseconds that it may take in all. */
  get time(): number {
    const { shutdown } = this.#place.policy;
    return shutdown === "brutal" ? OWN_TIME : shutdown;
  }

  get timeLeft(): number {
    return Math.max(0, this.time - (this.#place.environment.runtime.now() - this.#since));
  }

  /** Notes what went wrong, unless that is how one ends that was asked to. */
  failed(error: unknown): void {
    if (this.failure !== undefined || (this.asked && isStopReason(error))) return;
    this.failure = failedWith(error);
    this.thrown = error;
  }

  /** Calls after so many milliseconds, unless it is over by then. */
  later(delay: number, call: () => void): void {
    if (delay !== Number.POSITIVE_INFINITY) (this.#timers ??= []).push(this.#place.environment.runtime.after(delay, call));
  }

  /** Calls when its time is over, unless somebody else sees to that. */
  watch(overrun: () => void): void {
    if (this.isWatched) return;
    this.isWatched = true;
    this.later(this.time, overrun);
  }

  close(): void {
    for (const timer of this.#timers ?? []) timer.cancel();
  }
}
