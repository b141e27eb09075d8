import { type Context, IGNORE } from "../child/context.ts";
import type { Branch, Incarnation, Place, Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { type Exit, failedWith, type KilledBy, SHUTDOWN } from "../exit.ts";
import { construct, type Make } from "../kind/make.ts";
import { workerKind } from "../kind/worker.ts";
import { isTree } from "./is-tree.ts";

/** Where what a module exports is to live: in this event loop, or at the far side of a link. */
export interface Ground<Tree extends Incarnation> {
  readonly path: string;
  /** The URL of the module, for errors. */
  readonly module: string;
  readonly ready: "start" | "signal";
  /** The place of a worker. When that has nothing to run `replaced` is asked first: true when something else takes its place. */
  place(replaced: () => boolean): Place;
  /** The supervisor or the actor that was exported, not begun. Rejects for what is none that can live here, such as a wrong spec. */
  tree(spec: Spec): Promise<Tree>;
  /** It ended in between: the worker has, and the tree that was to take its place has not begun. */
  ended(exit: Exit): void;
}

/** A worker as the context sees it: one that can be charged. */
type Worker = Incarnation & { charge(error: unknown): void };

/** `planned`: the spec of a tree that is to live here, and is not there yet. */
type Life<Tree> = { readonly worker: Worker } | { readonly planned: Spec } | { readonly tree: Tree } | { readonly over: true };

/**
 * The life of what a module exports: a worker, or a whole tree where it is the spec of a supervisor or an actor, or a function that answers
 * one. What a function answers is known when it was called, as a worker's factory is: then the tree takes the worker's place.
 */
export class ExportedLife<Tree extends Incarnation> {
  readonly #ground: Ground<Tree>;
  #life: Life<Tree>;
  /** What the function answered. */
  #answered: Spec | undefined = undefined;
  #isAsked = false;

  constructor(exported: Spec | Make, ground: Ground<Tree>) {
    this.#ground = ground;
    this.#life = isTree(exported) ? { planned: exported } : { worker: this.#worker(exported) };
  }

  /** The tree, where it is one, from the time on that this is known. */
  get tree(): Tree | undefined {
    return "tree" in this.#life ? this.#life.tree : undefined;
  }

  /** The worker, until it shows that it is a tree. */
  get worker(): Worker | undefined {
    return "worker" in this.#life ? this.#life.worker : undefined;
  }

  get branch(): Branch | undefined {
    return this.tree?.branch;
  }

  begin(): void {
    if ("planned" in this.#life) void this.#plant(this.#life.planned);
    else this.#incarnation?.begin();
  }

  stop(): void {
    this.#isAsked = true;
    if ("planned" in this.#life) this.#end(SHUTDOWN);
    else this.#incarnation?.stop();
  }

  kill(by: KilledBy): void {
    this.#isAsked = true;
    if ("planned" in this.#life) this.#end({ type: "killed", by });
    else this.#incarnation?.kill(by);
  }

  get #incarnation(): Incarnation | undefined {
    return this.tree ?? this.worker;
  }

  #worker(make: Make): Worker {
    const place = this.#ground.place(() => this.#isReplaced());
    const create = (ctx: Context): never => this.#look(construct(make, ctx)) as never;
    return workerKind.create({ create, ready: this.#ground.ready }, place) as Worker;
  }

  /** What a factory answered; a tree is noted, and then there is no worker to run. */
  #look(answer: unknown): unknown {
    if (isTree(answer)) {
      this.#answered = answer;
      return IGNORE;
    }
    return answer instanceof Promise ? answer.then((value) => this.#refuseLate(value)) : answer;
  }

  /** A tree that is answered too late would be taken for a task that ended well. */
  #refuseLate(value: unknown): unknown {
    if (!isTree(value)) return value;
    const { path, module } = this.#ground;
    throw new CoppiceError(
      "BAD_MODULE",
      `${path}: the default export of ${module} answered a promise of the ${value.kind.name} "${value.id}": expected the ${value.kind.name} at once. ` +
        `Leave async out, and await at the top of the module.`,
      { details: { path, module } },
    );
  }

  #isReplaced(): boolean {
    const spec = this.#answered;
    if (spec === undefined) return false;
    if (this.#isAsked) this.#end(SHUTDOWN);
    else void this.#plant(spec);
    return true;
  }

  async #plant(spec: Spec): Promise<void> {
    const planned = { planned: spec };
    this.#life = planned;
    try {
      const tree = await this.#ground.tree(spec);
      if (this.#life !== planned) return;
      this.#life = { tree };
      tree.begin();
    } catch (error) {
      this.#end(failedWith(error));
    }
  }

  #end(exit: Exit): void {
    if ("over" in this.#life) return;
    this.#life = { over: true };
    this.#ground.ended(exit);
  }
}
