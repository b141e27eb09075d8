import type { Branch, Spec } from "../child/contract.ts";
import { instanceOf, type Template } from "../spec/dynamic-supervisor.ts";
import type { InstanceOptions } from "./handle.ts";

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
