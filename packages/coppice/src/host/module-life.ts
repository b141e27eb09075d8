import type { Incarnation, Place } from "../child/contract.ts";
import { errorData } from "../error-data.ts";
import { CoppiceError } from "../error.ts";
import { type Exit, failedWith, type KilledBy, SHUTDOWN } from "../exit.ts";
import { workerKind } from "../kind/worker.ts";
import { isTree } from "./is-tree.ts";
import { loadFactory } from "./load-factory.ts";
import type { ModuleBody } from "./module-body.ts";
import { ModulePlace } from "./module-place.ts";

/** A worker as the context sees it: one that can be charged. */
type Worker = Incarnation & { charge(error: unknown): void };

/** One life of a child that is made from a module. `loading`: its module is imported; `alive`: what that makes lives, as a worker does. */
type Phase =
  | { readonly type: "new" }
  | { readonly type: "loading" }
  | { readonly type: "alive"; readonly worker: Worker }
  | { readonly type: "over" };

/**
 * One life of a child that is made from a module and runs in this event loop: what it sees and how it ends are as in a thread or a process, but
 * it shares the loop and its memory, and cannot be killed. Its code is loaded once, and the child is made anew for each life.
 */
export class ModuleLife implements Incarnation {
  readonly place: Place;
  readonly #body: ModuleBody;
  #phase: Phase = { type: "new" };

  constructor(body: ModuleBody, place: Place) {
    this.#body = body;
    this.place = place;
  }

  get path(): string {
    return this.place.path;
  }

  begin(): void {
    this.#phase = { type: "loading" };
    void this.#load();
  }

  stop(): void {
    // Code that is imported cannot be stopped, but nothing is made of it.
    if (this.#phase.type === "alive") this.#phase.worker.stop();
    else this.#over(SHUTDOWN);
  }

  kill(by: KilledBy): void {
    if (this.#phase.type === "alive") this.#phase.worker.kill(by);
    else this.#over({ type: "killed", by });
  }

  /** An error that nobody awaited, of what its module does as it is loaded, or has begun then. */
  charge(error: unknown): void {
    if (this.#phase.type === "alive") this.#phase.worker.charge(error);
    else if (this.#phase.type === "loading") this.#over({ ...failedWith(error), stray: true } as Exit);
    else this.place.report(this, "child.failed-late", "warn", { error: errorData(error), former: this.place.incarnation });
  }

  async #load(): Promise<void> {
    const { module, args, ready } = this.#body;
    const { environment, path } = this.place;
    try {
      // The args are copied, as they are on their way to a thread: what the module changes of them is its own.
      const create = await environment.runtime.enter(this, () => loadFactory(module, structuredClone(args), path));
      if (this.#phase.type !== "loading") return;
      if (isTree(create)) throw noTree(path, module);
      this.#live(workerKind.create({ create: create as never, ready }, new ModulePlace(this.place, this)) as Worker);
    } catch (error) {
      if (this.#phase.type === "loading") this.#over(failedWith(error));
    }
  }

  #live(worker: Worker): void {
    this.#phase = { type: "alive", worker };
    worker.begin();
  }

  #over(exit: Exit): void {
    if (this.#phase.type === "over") return;
    this.#phase = { type: "over" };
    this.place.exited(this, exit);
  }
}

function noTree(path: string, module: string): CoppiceError {
  return new CoppiceError(
    "BAD_MODULE",
    `${path}: the default export of ${module} is a supervisor's spec, and its isolation is "loop": expected a function or a class. ` +
      `In the loop the spec itself is the child: import it. In a thread or a process it is a subtree.`,
    { details: { path, module } },
  );
}
