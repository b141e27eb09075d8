import type { Spec } from "../child/contract.ts";
import { isSpec } from "../spec/validation/is-spec.ts";

/**
 * Whether a value is the spec of a supervisor or an actor, which have children and addresses: a module that exports one is a subtree. Known by
 * the name of its kind, so that a thread without a subtree has no need to load what supervises.
 */
export function isTree(value: unknown): value is Spec {
  return isSpec(value) && (value.kind.name === "supervisor" || value.kind.name === "actor");
}
