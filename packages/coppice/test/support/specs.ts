import type { Spec } from "../../src/child/contract.ts";
import type { ChildOptions } from "../../src/child/options.ts";
import { type ServiceFactory, serviceKind } from "../../src/kind/service.ts";
import { type TaskFactory, type TaskFunction, taskKind } from "../../src/kind/task.ts";
import { type WorkerFactory, workerKind } from "../../src/kind/worker.ts";

/** Options of a child, and when a task is ready. */
export interface SpecOptions extends ChildOptions {
  readonly ready?: "start" | "signal";
}

/** A task's spec, unchecked. */
export function taskSpec(id: string, run: TaskFunction | TaskFactory, { ready = "start", ...options }: SpecOptions = {}): Spec {
  return { id, kind: taskKind, body: { run, ready }, options };
}

/** A service's spec, unchecked. */
export function serviceSpec<Child = unknown>(id: string, create: unknown, options: ChildOptions = {}): Spec<Child> {
  return { id, kind: serviceKind, body: { create: create as ServiceFactory }, options };
}

/** A worker's spec, unchecked. */
export function workerSpec(id: string, create: unknown, { ready = "start", ...options }: SpecOptions = {}): Spec {
  return { id, kind: workerKind, body: { create: create as WorkerFactory, ready }, options };
}
