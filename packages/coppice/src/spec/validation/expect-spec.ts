import type { Spec } from "../../child/contract.ts";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import type { SupervisorBody } from "../../supervisor/settings.ts";
import { supervisorKind } from "../../supervisor/supervisor-kind.ts";
import { isSpec } from "./is-spec.ts";
import { notAFactory, notASpec } from "./what-came.ts";

/**
 * @param where the place of the value, such as `shop: children[2]`.
 * @throws CoppiceError BAD_SPEC.
 */
export function expectSpec(where: string, value: unknown): asserts value is Spec {
  if (isSpec(value)) return;
  throw new CoppiceError("BAD_SPEC", `${where} is ${notASpec(value)}`, { details: { where, given: jsonSafe(value) } });
}

/**
 * @param where what it was given to, such as `web: task(…)`.
 * @throws CoppiceError BAD_SPEC for what is neither function nor class.
 */
export function expectFactory(where: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new CoppiceError("BAD_SPEC", `${where} was given ${notAFactory(value)}`, { details: { where, given: jsonSafe(value) } });
}

/** What a spec of a supervisor in this process holds; undefined for any other. */
export function supervisorBody({ kind, body }: Spec): SupervisorBody | undefined {
  return kind === supervisorKind ? (body as SupervisorBody) : undefined;
}

/** @throws CoppiceError BAD_SPEC for what is no spec of a supervisor. */
export function expectSupervisor(where: string, value: unknown): void {
  expectSpec(where, value);
  if (value.kind === supervisorKind) return;
  const { id, kind } = value;
  throw new CoppiceError(
    "BAD_SPEC",
    `${where} was given the ${kind.name} "${id}": expected what supervisor(…) or dynamicSupervisor(…) answer. Use withChild(…) for it.`,
    { details: { where, given: jsonSafe(id), kind: kind.name } },
  );
}
