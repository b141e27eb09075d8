import type { Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import { NO_OPTIONS } from "./define.ts";
import type { DistinctIds } from "./distinct-ids.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { SupervisorSpec } from "./supervisor-spec.ts";
import { checkTogether } from "./validation/check-child.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { expectChildren } from "./validation/expect-children.ts";
import { isSpec } from "./validation/is-spec.ts";

/**
 * Describes a supervisor and its children, in the order in which they start; they stop in reverse.
 *
 * ```ts
 * const shop = supervisor("shop", { strategy: "rest-for-one" }, [db, supervisor("web", [http])]);
 * const same = supervisor("shop").withStrategy("rest-for-one").withChild(db).withSupervisor(web);
 * ```
 *
 * Ids that are literals are known to the compiler: paths into the tree are checked, and an id that is there twice does
 * not compile. A level with an id that is a plain string takes any path.
 *
 * @param options copied, as is the list of children: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_SPEC for a child that is none, with its index; BAD_ID; DUPLICATE_ID; BAD_OPTION, BAD_DURATION for an
 * option; BAD_COMBINATION for options that do not go together, those of a child and its supervisor too.
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
export function supervisor(id: string, first: unknown = NO_OPTIONS, second?: unknown): SupervisorSpec {
  checkId("supervisor(…)", id);
  const [options, children] = sorted(id, first, second);
  const said = frozenCopy(options) as SupervisorOptions;
  checkOptions(id, said, "a supervisor");
  expectChildren(id, children);
  const spec = new SupervisorSpec(id, said, Object.freeze([...children]));
  checkTogether(spec);
  return spec;
}

/** The options and the children, each where it may stand. */
function sorted(id: string, first: unknown, second: unknown): readonly [unknown, unknown] {
  if (isSpec(first)) expectChildren(id, first);
  return Array.isArray(first) && !Array.isArray(second) ? [NO_OPTIONS, second ?? first] : [first, second ?? []];
}
