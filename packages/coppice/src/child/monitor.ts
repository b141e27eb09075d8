import { CoppiceError } from "../error.ts";
import type { ContextLife } from "./context.ts";
import type { Monitor } from "./relation.ts";
import { STOP_REASON } from "./stop-reason.ts";
import { type Found, watchTarget } from "./target.ts";
import type { Down, Watcher } from "./watcher.ts";

/** A monitor of an incarnation in the loop; it ends with it. */
export class LoopMonitor implements Monitor, Watcher {
  readonly path: string;
  readonly exited: Promise<Down>;
  readonly #life: ContextLife;
  readonly #found: Found;
  readonly #heard: ((down: Down) => unknown) | undefined;
  readonly #resolve: (down: Down) => void;
  readonly #reject: (reason: unknown) => void;
  #isOver = false;

  constructor(life: ContextLife, found: Found, heard: ((down: Down) => unknown) | undefined) {
    this.path = found.path;
    this.#life = life;
    this.#found = found;
    this.#heard = heard;
    ({ promise: this.exited, resolve: this.#resolve, reject: this.#reject } = Promise.withResolvers<Down>());
    this.exited.catch(() => undefined);
  }

  begin(): void {
    if (this.#life.isEnding) return this.drop();
    this.#life.belongings.hold(this);
    const missing = watchTarget(this.#found, this);
    if (missing !== undefined) this.ended(missing);
  }

  ended(down: Down): void {
    if (this.#close()) return;
    this.#resolve(down);
    const heard = this.#heard;
    if (heard === undefined) return;
    // Not in the midst of the supervisor's work.
    this.#life.place.environment.runtime.outside(() =>
      queueMicrotask(() => {
        if (!this.#life.isEnding) heard(down);
      }),
    );
  }

  cancel(): void {
    if (this.#close()) return;
    this.#reject(new CoppiceError("CANCELLED", `the monitor of ${this.path} was cancelled`, { details: { path: this.path } }));
  }

  /** The end of the incarnation that it belongs to has begun. */
  drop(): void {
    if (!this.#close()) this.#reject(STOP_REASON);
  }

  /** Answers whether it was over before. */
  #close(): boolean {
    if (this.#isOver) return true;
    this.#isOver = true;
    this.#life.belongings.letGo(this);
    this.#found.place?.unwatch(this);
    return false;
  }
}
