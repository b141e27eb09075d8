import type { Branch, Spec } from "../child/contract.ts";
import { instanceOf, type Template } from "./dynamic-supervisor.ts";

/** What may be said of a new instance of a template. */
export interface InstanceOptions {
  /** Its id. Default: the template's, a dash, and the next number. */
  readonly id?: string;
}

/** Numbers the instances of each dynamic supervisor of a tree, from 1 up. */
export class Instances {
  readonly #numbers = new WeakMap<Branch, number>();

  /** The spec of the next instance of a supervisor's template, unchecked. */
  next(branch: Branch, template: Template, args: unknown, { id }: InstanceOptions): Spec {
    if (id !== undefined) return instanceOf(template, [args], 0, id);
    for (;;) {
      const number = (this.#numbers.get(branch) ?? 0) + 1;
      this.#numbers.set(branch, number);
      const made = instanceOf(template, [args], number);
      if (branch.getSpec(made.id) === undefined) return made;
    }
  }
}
