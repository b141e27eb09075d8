import type { Spec } from "../../child/contract.ts";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import type { SupervisorBody } from "../../supervisor/settings.ts";
import { supervisorKind } from "../../supervisor/supervisor-kind.ts";
import { ChildSpec } from "../child-spec.ts";
import { isPlain } from "../frozen-copy.ts";
import { checkId } from "./check-id.ts";
import { checkOptions } from "./check-options.ts";
import { checkCombinations } from "./combinations.ts";
import { expectChildren } from "./expect-children.ts";
import { expectSpec, supervisorBody } from "./expect-spec.ts";
import { type Parent, parentOf, situationOf } from "./situation.ts";

/**
 * Checks a value that is to become a child of a supervisor: that it is a spec, its options together, those of its
 * supervisor, and its children. Whoever adds children to a running tree calls this first: the kernel trusts what it gets.
 *
 * @param supervisor what the spec of the supervisor holds (`spec.body`).
 * @param path the supervisor's.
 * @param where the place of the value in messages. Default: "the spec".
 * @throws CoppiceError BAD_SPEC, BAD_ID, BAD_OPTION, BAD_DURATION, DUPLICATE_ID, BAD_COMBINATION.
 */
export function checkChild(
  value: unknown,
  supervisor: SupervisorBody,
  path: string,
  where = `${path}: the spec`,
): asserts value is Spec {
  checkUnder(value, parentOf(supervisor, path), where);
}

/**
 * Checks a list of specs as the children of one supervisor, in order: each as `checkChild` does, and that no id is there twice.
 *
 * @throws CoppiceError as `checkChild`.
 */
export function checkChildren(values: unknown, supervisor: SupervisorBody, path: string): asserts values is readonly Spec[] {
  checkAllUnder(values, parentOf(supervisor, path));
}

/**
 * Checks a spec that is to be the root of a tree, and all below it.
 *
 * @throws CoppiceError as `checkChild`.
 */
export function checkRoot(value: unknown, where: string): asserts value is Spec {
  expectSpec(where, value);
  checkWithin(value, value.id, where, undefined);
}

/**
 * Checks a child for a supervisor of which not all is said yet: all but how the two go together.
 *
 * @throws CoppiceError as `checkChild`.
 */
export function checkAlone(value: unknown, path: string, where: string): asserts value is Spec {
  expectSpec(where, value);
  checkWithin(value, `${path}/${value.id}`, where, undefined);
}

/**
 * Checks how a supervisor's options go together, and its children with them.
 *
 * @throws CoppiceError as `checkChild`.
 */
export function checkTogether(spec: Spec & { readonly body: SupervisorBody }): void {
  const { id, body } = spec;
  checkCombinations(situationOf(spec, id, body, undefined));
  checkAllUnder(body.children, parentOf(body, id));
}

/** As `checkChildren`, with what is known of a parent. */
export function checkAllUnder(values: unknown, parent: Parent): asserts values is readonly Spec[] {
  expectChildren(parent.path, values);
  for (const [index, spec] of values.entries()) checkUnder(spec, parent, `${parent.path}: children[${index}]`);
}

function checkUnder(value: unknown, parent: Parent, where: string): asserts value is Spec {
  expectSpec(where, value);
  checkWithin(value, `${parent.path}/${value.id}`, where, parent);
}

/**
 * A spec of this library had its own options checked when it was made, and its children when they became that; how they go together
 * with it may have changed since, for each `with…` says one thing more. Of any other spec nothing is known.
 */
function checkWithin(spec: Spec, path: string, where: string, parent: Parent | undefined): void {
  const body = supervisorBody(spec);
  const isOurs = spec instanceof ChildSpec;
  if (!isOurs) checkForeign(spec, path, where);
  checkCombinations(situationOf(spec, path, body, parent));
  if (body === undefined || body.children.length === 0) return;
  const here = parentOf(body, path);
  if (!isOurs) checkAllUnder(body.children, here);
  else
    for (const child of body.children) checkCombinations(situationOf(child, `${path}/${child.id}`, supervisorBody(child), here));
}

function checkForeign({ id, kind, options, body }: Spec, path: string, where: string): void {
  checkId(where, id);
  if (kind !== supervisorKind) return checkOptions(path, options, "every child");
  if (!isSupervisorBody(body)) {
    throw new CoppiceError(
      "BAD_SPEC",
      `${where} is of the kind supervisor, but its body is ${show(body)}: make it with supervisor(…).`,
      {
        details: { path, given: jsonSafe(body) },
      },
    );
  }
  checkOptions(path, options, "a supervisor");
  checkOptions(path, body.options, "a supervisor");
}

function isSupervisorBody(body: unknown): body is SupervisorBody {
  return isPlain(body) && "options" in body && "children" in body && Array.isArray(body.children);
}
