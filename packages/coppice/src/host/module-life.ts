import type { Branch, Incarnation, Place, Spec } from "../child/contract.ts";
import { isStopReason } from "../child/stop-reason.ts";
import { errorData } from "../error-data.ts";
import { type Exit, failedWith, type KilledBy, SHUTDOWN } from "../exit.ts";
import { expectTree } from "./expect-tree.ts";
import { ExportedLife, type Ground } from "./exported-life.ts";
import { loadFactory } from "./load-factory.ts";
import type { ModuleBody } from "./module-body.ts";
import { type Around, ModulePlace } from "./module-place.ts";

/** One life of a child that is made from a module. `loading`: its module is imported; `alive`: what that makes lives. */
type Phase =
  | { readonly type: "new" }
  | { readonly type: "loading" }
  | { readonly type: "alive"; readonly life: ExportedLife<Incarnation> }
  | { readonly type: "over" };

/**
 * One life of a child that is made from a module and runs in this event loop: what it sees and how it ends are as in a thread or a process, but
 * it shares the loop and its memory, and cannot be killed. Its code is loaded once, and the child, or the tree, is made anew for each life.
 */
export class ModuleLife implements Around {
  readonly place: Place;
  readonly #body: ModuleBody;
  readonly #incarnation: number;
  #phase: Phase = { type: "new" };
  /** The supervisor, or the actor, that its module exports. */
  #tree: Incarnation | undefined = undefined;
  #isActor = false;

  constructor(body: ModuleBody, place: Place) {
    this.#body = body;
    this.#incarnation = place.incarnation;
    this.place = place;
  }

  get path(): string {
    return this.place.path;
  }

  /** The address of the actor that its module exports; otherwise there is none, as elsewhere. */
  get instance(): unknown {
    return this.#isActor ? this.#tree?.instance : undefined;
  }

  /** What is below it, where its module exports a supervisor, or an actor that has children; also when that is down, for what became of it. */
  get branch(): Branch | undefined {
    return this.#tree?.branch;
  }

  /** As a supervisor it has as long as those below it need. */
  get shutdown(): number | undefined {
    return this.#tree === undefined || this.#isActor ? undefined : Number.POSITIVE_INFINITY;
  }

  begin(): void {
    this.#phase = { type: "loading" };
    void this.#load();
  }

  stop(): void {
    // Code that is imported cannot be stopped, but nothing is made of it.
    if (this.#phase.type === "alive") this.#phase.life.stop();
    else this.ended(SHUTDOWN);
  }

  kill(by: KilledBy): void {
    if (this.#phase.type === "alive") this.#phase.life.kill(by);
    else this.ended({ type: "killed", by });
  }

  /** An error that nobody awaited, of what its module does as it is loaded, or has begun then. */
  charge(error: unknown): void {
    const exit = { ...failedWith(error), stray: true } as Exit;
    if (this.#phase.type === "loading") this.ended(exit);
    else if (this.#phase.type !== "alive") this.#failedLate(error);
    else if (this.#phase.life.worker !== undefined) this.#phase.life.worker.charge(error);
    else this.place.condemn(this, exit);
  }

  #failedLate(error: unknown): void {
    if (!isStopReason(error))
      this.place.report(this, "child.failed-late", "warn", { error: errorData(error), former: this.#incarnation });
  }

  async #load(): Promise<void> {
    const { module, args } = this.#body;
    const { environment, path } = this.place;
    try {
      // The args are copied, as they are on their way to a thread: what the module changes of them is its own.
      const exported = await environment.runtime.enter(this, () => loadFactory(module, structuredClone(args), path));
      if (this.#phase.type !== "loading") return;
      const life = new ExportedLife(exported, this.#ground);
      this.#phase = { type: "alive", life };
      life.begin();
    } catch (error) {
      if (this.#phase.type === "loading" || this.#phase.type === "alive") this.ended(failedWith(error));
    }
  }

  get #ground(): Ground<Incarnation> {
    const { module, ready } = this.#body;
    const { place } = this;
    return {
      ...{ path: place.path, module, ready },
      place: (replaced) => new ModulePlace(place, this, place.spec, replaced),
      tree: (spec) => this.#plant(spec),
      ended: (exit) => this.ended(exit),
    };
  }

  /** What is exported, at the path of this child. */
  async #plant(spec: Spec): Promise<Incarnation> {
    const { module, ready } = this.#body;
    expectTree(spec, { path: this.path, module, ready });
    const { kind, body, options } = spec;
    const { id } = this.place.spec;
    const tree = kind.create(body as never, new ModulePlace(this.place, this, { id, kind, body, options }));
    this.#tree = tree;
    this.#isActor = kind.name === "actor";
    return tree;
  }

  ended(exit: Exit): void {
    if (this.#phase.type === "over") return;
    this.#phase = { type: "over" };
    this.place.exited(this, exit);
  }

  ignored(): void {
    this.#phase = { type: "over" };
    this.place.ignored(this);
  }
}
