import type { Branch, Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import { type DynamicBody, instanceOf, type Template } from "../spec/dynamic-supervisor.ts";
import type { InstanceOptions } from "./handle.ts";
import type { Located } from "./locate.ts";

/** Numbers the instances of each dynamic supervisor of a tree, from 1 up. */
export class Instances {
  readonly #numbers = new WeakMap<Branch, number>();

  /** The spec of the next instance of a supervisor's template. @throws CoppiceError BAD_SPEC where there is no template. */
  next({ branch, spec }: Located, args: unknown, { id }: InstanceOptions): Spec {
    const { template } = spec.body as Partial<DynamicBody<Template | undefined>>;
    if (template === undefined) {
      throw new CoppiceError(
        "BAD_SPEC",
        `startChild(…) of ${branch.path} was given ${show(args)}: expected a spec, what task(…), service(…) or supervisor(…) answer; only ` +
          `a dynamic supervisor with a template takes the template's argument instead`,
        { details: { path: branch.path } },
      );
    }
    if (id !== undefined) return instanceOf(template, [args], 0, id);
    for (;;) {
      const number = (this.#numbers.get(branch) ?? 0) + 1;
      this.#numbers.set(branch, number);
      const made = instanceOf(template, [args], number);
      if (branch.getSpec(made.id) === undefined) return made;
    }
  }
}
