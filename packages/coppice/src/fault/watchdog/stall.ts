/**
 * Counts how long the loop has stood still, by looks at the number of its beats. Of the time between two looks no more counts than
 * twice the pace: when the one who looks was away for longer, the whole process was, asleep, stopped or without a processor, and the loop
 * is not to blame.
 */
export class Stall {
  #beats: number;
  #looked: number;
  #stood = 0;

  constructor(now: number, beats: number) {
    this.#looked = now;
    this.#beats = beats;
  }

  /** The number of the beat that it stands at. */
  get beats(): number {
    return this.#beats;
  }

  /** Milliseconds since the last beat that was seen, as of the last look. */
  get stood(): number {
    return this.#stood;
  }

  /** @param pace milliseconds between two looks, as it should be. */
  look(now: number, beats: number, pace: number): void {
    const passed = now - this.#looked;
    this.#looked = now;
    if (beats === this.#beats) {
      this.#stood += Math.min(passed, 2 * pace);
    } else {
      this.#beats = beats;
      this.#stood = 0;
    }
  }
}
