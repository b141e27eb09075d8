import type { Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import type { DistinctIds } from "./distinct-ids.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { SupervisorSpec } from "./supervisor-spec.ts";

/**
 * Describes a supervisor and its children, in the order in which they start.
 *
 * @throws CoppiceError BAD_SPEC, BAD_ID, DUPLICATE_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION
 */
export function supervisor<const Id extends string, const Children extends readonly Spec[] = readonly []>(
  id: Id,
  options?: SupervisorOptions,
  children?: Children & DistinctIds<Children>,
): SupervisorSpec<Id, Children>;
export function supervisor<const Id extends string, const Children extends readonly Spec[]>(
  id: Id,
  children: Children & DistinctIds<Children>,
): SupervisorSpec<Id, Children>;
export function supervisor(id: string, first: SupervisorOptions | readonly Spec[] = {}, second: readonly Spec[] = []): unknown {
  const [options, children] = Array.isArray(first) ? [{}, first as readonly Spec[]] : [first as SupervisorOptions, second];
  return new SupervisorSpec(id, frozenCopy(options), Object.freeze([...children]));
}
