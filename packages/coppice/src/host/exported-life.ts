import { type Context, IGNORE } from "../child/context.ts";
import type { Incarnation, Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { failedWith, SHUTDOWN } from "../exit.ts";
import { construct, type Make } from "../kind/make.ts";
import { workerKind } from "../kind/worker.ts";
import type { FarCommand } from "../link/command-message.ts";
import type { Mail } from "../link/mail-message.ts";
import type { Start } from "../link/message.ts";
import { checkRoot } from "../spec/validation/check-child.ts";
import { HostedPlace, type Teller } from "./hosted-place.ts";
import { HostedTree } from "./hosted-tree.ts";
import { isTree } from "./is-tree.ts";

/**
 * The life of what a module exports: a worker, or a whole tree where it is the spec of a supervisor, or a function that answers
 * one. What a function answers is known when it was called, as a worker's factory is: then the tree takes the worker's place.
 */
export class ExportedLife {
  readonly #start: Start;
  readonly #teller: Teller;
  #life: Incarnation | HostedTree;
  /** What the function answered. */
  #answered: Spec | undefined = undefined;
  #isAsked = false;

  /** @throws CoppiceError BAD_SPEC and the other codes of wrong specs. */
  constructor(exported: Spec | Make, start: Start, teller: Teller) {
    this.#start = start;
    this.#teller = teller;
    this.#life = isTree(exported) ? this.#tree(exported) : this.#worker(exported);
  }

  begin(): void {
    this.#life.begin();
  }

  stop(): void {
    this.#isAsked = true;
    this.#life.stop();
  }

  /** Does what is asked of a supervisor here. */
  ask(command: FarCommand): void {
    if (this.#life instanceof HostedTree) this.#life.ask(command);
  }

  /** What is said to an actor of a tree here, or comes back to one. */
  take(mail: Mail): void {
    if (this.#life instanceof HostedTree) this.#life.take(mail);
  }

  /** Tells again what is to be known of a tree here. */
  resume(after: number): void {
    if (this.#life instanceof HostedTree) this.#life.resume(after);
  }

  /** Charges an error that nobody awaited to the child of a tree that caused it; answers whether there is one. */
  charge(error: unknown): boolean {
    return this.#life instanceof HostedTree && this.#life.charge(error);
  }

  #worker(make: Make): Incarnation {
    const { ready } = this.#start;
    const place = new HostedPlace(this.#start, {
      tell: (message) => this.#teller.tell(message),
      ended: (message) => (this.#answered === undefined ? this.#teller.ended(message) : this.#becomeTree(this.#answered)),
    });
    return workerKind.create({ create: (ctx: Context) => this.#look(construct(make, ctx)) as never, ready }, place);
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
    const { path, module } = this.#start;
    throw new CoppiceError(
      "BAD_MODULE",
      `${path}: the default export of ${module} answered a promise of the supervisor "${value.id}": expected the supervisor at once. ` +
        `Leave async out, and await at the top of the module.`,
      { details: { path, module } },
    );
  }

  #becomeTree(spec: Spec): void {
    if (this.#isAsked) return this.#teller.ended({ type: "exited", exit: SHUTDOWN });
    try {
      this.#life = this.#tree(spec);
      this.#life.begin();
    } catch (error) {
      this.#teller.ended({ type: "exited", exit: failedWith(error) });
    }
  }

  #tree(spec: Spec): HostedTree {
    const { path, module } = this.#start;
    checkRoot(spec, `${path}: the default export of ${module}`);
    return new HostedTree(spec, this.#start, this.#teller);
  }
}
