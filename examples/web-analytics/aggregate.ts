import { type Context, type Spec, task } from "coppice";
import { Inbox } from "./inbox.ts";
import type { Batch, Count, Row, Store } from "./store.ts";

/** What `GET /stats` shows of the traffic. */
export interface Totals {
  readonly requests: number;
  readonly statuses: readonly Count[];
  /** The ten that were asked for most, the first of them first. */
  readonly topPaths: readonly Count[];
}

/**
 * Has each batch stored, and keeps the totals in memory. They begin with what the store holds: so when the store is
 * replaced, this has to begin anew too.
 */
export class Aggregate {
  readonly inbox: Inbox<Batch> = new Inbox();
  readonly #store: Store;
  readonly #statuses: Map<string, number>;
  readonly #paths: Map<string, number>;

  constructor(store: Store) {
    this.#store = store;
    this.#statuses = new Map(store.countsBy("status").map(({ name, count }) => [name, count]));
    this.#paths = new Map(store.countsBy("path").map(({ name, count }) => [name, count]));
  }

  async run({ signal }: Context): Promise<void> {
    for (;;) {
      const batch = await this.inbox.take(signal);
      this.#store.commit(batch);
      for (const row of batch.rows) this.#add(row);
    }
  }

  get totals(): Totals {
    const requests = this.#statuses.values().reduce((sum, count) => sum + count, 0);
    return { requests, statuses: counts(this.#statuses), topPaths: counts(this.#paths).slice(0, 10) };
  }

  #add({ status, path }: Row): void {
    const statusName = status === null ? "unreadable" : String(status);
    const pathName = path ?? "unreadable";
    this.#statuses.set(statusName, (this.#statuses.get(statusName) ?? 0) + 1);
    this.#paths.set(pathName, (this.#paths.get(pathName) ?? 0) + 1);
  }
}

function counts(map: ReadonlyMap<string, number>): readonly Count[] {
  return Array.from(map, ([name, count]) => ({ name, count })).toSorted(
    (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
  );
}

/** The totals as a child. */
export function aggregate(store: Spec<Store>): Spec<Aggregate, "aggregate"> {
  return task("aggregate", (ctx) => new Aggregate(ctx.use(store)));
}
