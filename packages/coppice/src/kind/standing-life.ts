import type { Incarnation, Place } from "../child/contract.ts";
import { type KilledBy, SHUTDOWN } from "../exit.ts";

/** The life of a child without code of the user's: something that is there, from its start until it is asked to stop. */
export class StandingLife implements Incarnation {
  readonly instance: unknown;
  readonly #place: Place;

  constructor(place: Place, instance: unknown) {
    this.#place = place;
    this.instance = instance;
  }

  begin(): void {
    this.#place.ready(this);
  }

  stop(): void {
    this.#place.exited(this, SHUTDOWN);
  }

  kill(by: KilledBy): void {
    this.#place.exited(this, { type: "killed", by });
  }
}
