import type { Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import { isSpec } from "../spec/validation/is-spec.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";

/**
 * A supervisor's spec.
 *
 * @param where names the call in the error, such as `start(spec)`.
 * @throws CoppiceError BAD_SPEC for anything else.
 */
export function expectSupervisor(value: unknown, where: string): Spec {
  if (isSpec(value) && value.kind === supervisorKind) return value;
  const [given, mend] = isSpec(value)
    ? [`the ${value.kind.name} "${value.id}"`, `wrap it in supervisor(…), such as supervisor("root", {}, [${value.id}])`]
    : [show(value), "give it what supervisor(…) answers"];
  throw new CoppiceError("BAD_SPEC", `${where} was given ${given}: expected a supervisor's spec; ${mend}.`);
}
