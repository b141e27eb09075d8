import type { ContextLife } from "./context.ts";

/** What incarnations hold at a place that outlives them: all of it is given back when theirs is over, by one deferred function. */
export class Tenants {
  readonly #held = new WeakMap<ContextLife, Set<() => void>>();

  /** Calls `release` when the incarnation ends. Answers how to let go of it before. */
  add(life: ContextLife, release: () => void): () => void {
    const held = this.#held.get(life) ?? this.#begin(life);
    held.add(release);
    return () => void held.delete(release);
  }

  #begin(life: ContextLife): Set<() => void> {
    const held = new Set<() => void>();
    this.#held.set(life, held);
    life.belongings.defer(() => {
      this.#held.delete(life);
      for (const release of held) release();
      held.clear();
    });
    return held;
  }
}
