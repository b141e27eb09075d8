import { type ExitCause, isAbnormal } from "../exit.ts";
import type { ContextLife } from "./context.ts";
import type { Place } from "./contract.ts";
import type { ExitLink } from "./relation.ts";
import { type Found, watchTarget } from "./target.ts";
import type { Down, Watcher } from "./watcher.ts";

/** Links an incarnation in the loop to whatever is at another place. */
export class LoopLink implements ExitLink {
  readonly path: string;
  readonly #found: Found;
  readonly #life: ContextLife;
  readonly #own: Watcher;
  readonly #other: Watcher;
  #isOver = false;

  constructor(life: ContextLife, found: Found) {
    this.path = found.path;
    this.#life = life;
    this.#found = found;
    this.#own = { ended: (down) => this.#ended(down, found.place) };
    this.#other = { ended: (down) => this.#ended(down, life.place) };
  }

  begin(): void {
    const { place } = this.#life;
    if (place === this.#found.place) return;
    // Two that went down together and link to each other anew would else find each other down in turn, without end.
    const missing = watchTarget(this.#found, this.#other, true);
    if (missing !== undefined) this.#other.ended(missing);
    else place.watch?.(this.#own);
  }

  unlink(): void {
    this.#isOver = true;
    this.#found.place?.unwatch(this.#other);
    this.#life.place.unwatch?.(this.#own);
  }

  #ended(down: Down, survivor: Place | undefined): void {
    if (this.#isOver) return;
    this.unlink();
    const life = survivor?.life;
    if (life === undefined || !isAbnormal(down.exit)) return;
    survivor?.condemn(life, { type: "linked", cause: firstCause(down) });
  }
}

/** Down a chain of links goes what happened at its beginning, and not one exit inside the other. */
function firstCause({ path, exit }: ExitCause): ExitCause {
  return exit.type === "linked" ? exit.cause : { path, exit };
}
