import type { WorkerFactory } from "../kind/worker.ts";
import { type ChildSettings, settings, type WorkerOptions } from "./child-settings.ts";
import type { ChildHandle } from "./child-handle.ts";

/**
 * A child to be added to a running supervisor.
 *
 * ```ts
 * await app.child("importer").restart("transient").shutdown("10s").spawn((ctx) => new Importer(ctx));
 * ```
 */
export interface ChildBuilder extends ChildSettings<ChildBuilder> {
  /**
   * Starts it: a task or a service, by what the factory answers at each start (a promise, an object with `run`, or one with `start`).
   * Resolves when it is ready. Rejects as `startChild` does; with BAD_SPEC without a factory.
   */
  spawn(create: WorkerFactory): Promise<ChildHandle>;
}

/** Starts a child that a builder has described. */
export type Spawn = (create: WorkerFactory, options: WorkerOptions) => Promise<ChildHandle>;

/** A builder with some options said. */
export function childBuilder(spawn: Spawn, options: WorkerOptions = {}): ChildBuilder {
  return {
    ...settings(options, (next) => childBuilder(spawn, next)),
    spawn: async (create) => await spawn(create, options),
  };
}
