import {
  actor,
  dynamicSupervisor,
  fromModule,
  partitionSupervisor,
  pool,
  program,
  registry,
  service,
  type Spec,
  supervisor,
  task,
  taskSupervisor,
  thread,
  topics,
} from "coppice";
import type { Owner } from "../../src/spec/validation/option-tables.ts";

/** Work that ends at once. */
export async function run(): Promise<void> {}

/** A service that does nothing. */
export class Idle {
  start(): void {}
  stop(): void {}
}

/** Every word that takes options: whose options they are, and a spec called `web` that has them. */
export const WORDS: readonly (readonly [word: string, owner: Owner, make: (options: object) => Spec])[] = [
  ["task", "a task", (options) => task("web", run, options)],
  ["program", "a program", (options) => program("web", ["true"], options)],
  ["service", "every child", (options) => service("web", Idle, options)],
  ["actor", "an actor", (options) => actor("web", { receive: {} }, options)],
  ["registry", "a registry", (options) => registry("web", options)],
  ["topics", "topics", (options) => topics("web", options)],
  ["pool", "a pool", (options) => pool("web", { receive: {} }, options)],
  ["program of a module", "a module program", (options) => program("web", new URL("file:///web.js"), options)],
  ["fromModule", "a child from a module", (options) => fromModule("web", new URL("file:///web.js"), options)],
  ["thread", "a thread", (options) => thread("web", new URL("file:///web.js"), options)],
  ["supervisor", "a supervisor", (options) => supervisor("web", options)],
  ["supervisor with", "a supervisor", (options) => supervisor("web").withOptions(options)],
  ["taskSupervisor", "a task supervisor", (options) => taskSupervisor("web", options)],
  ["partitionSupervisor", "a partition supervisor", (options) => partitionSupervisor("web", task("one", run), options)],
  ["dynamicSupervisor", "a dynamic supervisor", (options) => dynamicSupervisor("web", options)],
];
