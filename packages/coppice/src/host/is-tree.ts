import type { Spec } from "../child/contract.ts";
import { isSpec } from "../spec/validation/expect-spec.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";

/** Whether a value is the spec of a supervisor: a module that exports one is a subtree. */
export function isTree(value: unknown): value is Spec {
  return isSpec(value) && value.kind === supervisorKind;
}
