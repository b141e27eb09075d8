import { type Context, IGNORE } from "../child/context.ts";
import type { Branch, Incarnation, Place, Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { type Exit, failedWith, type KilledBy, SHUTDOWN } from "../exit.ts";
import { construct, type Make } from "../kind/make.ts";
import { workerKind } from "../kind/worker.ts";
import { checkRoot } from "../spec/validation/check-child.ts";
import { isTree } from "./is-tree.ts";

/** Where what a module exports is to live: in this event loop, or at the far side of a link. */
export interface Ground<Tree extends Incarnation> {
  readonly path: string;
  /** The URL of the module, for errors. */
  readonly module: string;
  readonly ready: "start" | "signal";
  /** The place of a worker. When that has nothing to run `replaced` is asked first: true when something else takes its place. */
  place(replaced: () => boolean): Place;
  /** The supervisor that was exported, not begun. */
  tree(spec: Spec): Tree;
  /** It ended in between: the worker has, and the tree that was to take its place has not begun. */
  ended(exit: Exit): void;
}

/** A worker as the context sees it: one that can be charged. */
type Worker = Incarnation & { charge(error: unknown): void };

/**
 * The life of what a module exports: a worker, or a whole tree where it is the spec of a supervisor, or a function that answers
 * one. What a function answers is known when it was called, as a worker's factory is: then the tree takes the worker's place.
 */
export class ExportedLife<Tree extends Incarnation> {
  readonly #ground: Ground<Tree>;
  #life: { readonly worker: Worker } | { readonly tree: Tree };
  /** What the function answered. */
  #answered: Spec | undefined = undefined;
  #isAsked = false;

  /** @throws CoppiceError BAD_SPEC and the other codes of wrong specs. */
  constructor(exported: Spec | Make, ground: Ground<Tree>) {
    this.#ground = ground;
    this.#life = isTree(exported) ? { tree: this.#tree(exported) } : { worker: this.#worker(exported) };
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
    this.#incarnation.begin();
  }

  stop(): void {
    this.#isAsked = true;
    this.#incarnation.stop();
  }

  kill(by: KilledBy): void {
    this.#isAsked = true;
    this.#incarnation.kill(by);
  }

  get #incarnation(): Incarnation {
    return "tree" in this.#life ? this.#life.tree : this.#life.worker;
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
      `${path}: the default export of ${module} answered a promise of the supervisor "${value.id}": expected the supervisor at once. ` +
        `Leave async out, and await at the top of the module.`,
      { details: { path, module } },
    );
  }

  #isReplaced(): boolean {
    const spec = this.#answered;
    if (spec === undefined) return false;
    try {
      if (this.#isAsked) this.#ground.ended(SHUTDOWN);
      else this.#become(this.#tree(spec));
    } catch (error) {
      this.#ground.ended(failedWith(error));
    }
    return true;
  }

  #become(tree: Tree): void {
    this.#life = { tree };
    tree.begin();
  }

  #tree(spec: Spec): Tree {
    const { path, module } = this.#ground;
    checkRoot(spec, `${path}: the default export of ${module}`);
    return this.#ground.tree(spec);
  }
}
