/** The parts that crash on purpose, and the routes that make them. */
export const CRASH_ROUTES = { http: "/crash/http", parse: "/crash/parse/%", store: "/crash/store" } as const;

/** A part that crashes on purpose. */
export type CrashPart = keyof typeof CRASH_ROUTES;

/**
 * What the clients saw, and what was done to the parts. It lives outside the tree, as a referee does: no crash touches it.
 * Each request has a number of its own, the visit, that stands in its query and so in its line and its row.
 */
export class Tally {
  readonly crashes: Record<CrashPart, number> = { http: 0, parse: 0, store: 0 };
  /** The visits whose answer came, whole. */
  readonly answered: Set<string> = new Set();
  restarts = 0;
  /** Aborted once the load has ended. */
  readonly loadOver: AbortController = new AbortController();
  /** Tells the visits of this run from those of earlier ones in the same log. */
  readonly #run: string = Date.now().toString(36);
  #sent = 0;

  get sent(): number {
    return this.#sent;
  }

  /** Those that were refused, cut off, or given up when the load ended. */
  get refused(): number {
    return this.#sent - this.answered.size;
  }

  /** The visit of a request that is about to be sent. */
  nextVisit(): string {
    this.#sent += 1;
    return `${this.#run}-${this.#sent}`;
  }
}
