import type { Context } from "../child/context.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import type { WorkerFactory } from "../kind/worker.ts";
import { show } from "../show.ts";
import { type ChildSettings, settings, type WorkerOptions } from "./child-settings.ts";
import type { ChildHandle } from "./child-handle.ts";

/** Children that were started together. */
export interface Batch<Name extends string = string> {
  /** In the order of their numbers. */
  readonly list: readonly ChildHandle[];
  /** By id: `byName["worker-3"]`. */
  readonly byName: Readonly<Record<`${Name}-${number}`, ChildHandle>>;
}

/** Makes the child of a number, from 0 up. */
export type NumberedFactory = (index: number, ctx: Context) => ReturnType<Extract<WorkerFactory, (ctx: Context) => unknown>>;

/**
 * Children of one name and a number, `worker-0`, `worker-1` and so on, to be added to a running supervisor: all or none.
 *
 * ```ts
 * const workers = await app.children("worker", 10).restart("permanent").spawnBatchWith((index, ctx) => new Worker(index, ctx));
 * ```
 */
export interface BatchBuilder<Name extends string = string> extends ChildSettings<BatchBuilder<Name>> {
  /**
   * Says of one of them, by number or id, what differs from the others; said twice, the options are joined.
   *
   * @throws CoppiceError NOT_FOUND when none of them has this number or id.
   */
  with(which: number | `${Name}-${number}`, overrides: WorkerOptions): BatchBuilder<Name>;
  /**
   * Starts them one after another, each once the one before is ready. All are checked before any is started: wrong options reject
   * with the codes of wrong specs, ids that are there with ALREADY_STARTED or ALREADY_PRESENT. When one fails those before it are stopped
   * and deleted, last first, and it rejects with START_FAILED; `details` name the one that failed (`path`), and those that
   * could not be taken back (`left`).
   */
  spawnBatch(create: WorkerFactory): Promise<Batch<Name>>;
  /** As `spawnBatch`, with a function that is also given the number of the child, from 0 up. */
  spawnBatchWith(create: NumberedFactory): Promise<Batch<Name>>;
}

/** One of a batch, as it is to be started. */
export interface Member {
  readonly id: string;
  readonly create: WorkerFactory;
  readonly options: WorkerOptions;
}

/** Starts what a builder has described: all or none. */
export type SpawnAll = (members: readonly Member[]) => Promise<Batch>;

/** What a builder of a batch knows. */
interface Plan {
  readonly name: string;
  readonly count: number;
  readonly options: WorkerOptions;
  readonly overrides: ReadonlyMap<number, WorkerOptions>;
}

/** A builder of a batch. `where` names the supervisor in errors. @throws CoppiceError BAD_OPTION. */
export function batchBuilder<Name extends string>(spawn: SpawnAll, name: Name, count: number, where: string): BatchBuilder<Name> {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new CoppiceError(
      "BAD_OPTION",
      `children("${name}", n) of ${where} was given n = ${show(count)}: expected how many, a whole number from 0 up.`,
      { details: { option: "n", given: jsonSafe(count) } },
    );
  }
  return builderOf(spawn, { name, count, options: {}, overrides: new Map() });
}

function builderOf(spawn: SpawnAll, plan: Plan): BatchBuilder {
  const again = (change: Partial<Plan>): BatchBuilder => builderOf(spawn, { ...plan, ...change });
  return {
    ...settings(plan.options, (options) => again({ options })),
    with: (which, overrides) => {
      const index = indexOf(plan, which);
      return again({ overrides: new Map(plan.overrides).set(index, { ...plan.overrides.get(index), ...overrides }) });
    },
    spawnBatch: async (create) => await spawn(membersOf(plan, () => create)),
    spawnBatchWith: async (create) =>
      await spawn(membersOf(plan, (index) => (typeof create === "function" ? (ctx: Context) => create(index, ctx) : create))),
  };
}

function membersOf({ name, count, options, overrides }: Plan, factory: (index: number) => WorkerFactory): readonly Member[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${name}-${index}`,
    create: factory(index),
    options: { ...options, ...overrides.get(index) },
  }));
}

function indexOf({ name, count }: Plan, which: number | string): number {
  const index = typeof which === "number" ? which : Array.from({ length: count }, (_, at) => `${name}-${at}`).indexOf(which);
  if (Number.isInteger(index) && index >= 0 && index < count) return index;
  throw new CoppiceError(
    "NOT_FOUND",
    `with(${show(which)}, …): children("${name}", ${count}) has no such child: expected a number from 0 up to ${count - 1}, or an id such as "${name}-0".`,
    { details: { which: jsonSafe(which), count } },
  );
}
