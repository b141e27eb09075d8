import { availableParallelism } from "node:os";
import type { Environment, Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import { LivePartitions } from "../kind/partitions/live-partitions.ts";
import type { PartitionId, Partitions } from "../kind/partitions/partitions.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import { ChildSpec, renamed } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { PartitionSupervisorOptions } from "./partition-options.ts";
import type { BodyOf } from "./supervisor-spec.ts";
import { checkAlone, checkTogether } from "./validation/check-child.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { expectSpec } from "./validation/expect-spec.ts";

export type { PartitionSupervisorOptions };

/** What partitions are made from: a spec, or a function of the partition's number, from 0 up. */
export type PartitionTemplate<Of extends Spec = Spec> = Of | ((index: number) => Of);

/** What siblings get of a partition. */
type InstanceIn<Of extends Spec> = Of extends Spec<infer Instance> ? Instance : never;

/** A partition: its template under the id `p-0`, `p-1` …. */
export type PartitionOf<Of extends Spec> = Omit<Of, "id"> & Spec<InstanceIn<Of>, PartitionId>;

/** A supervisor of several children of one template. What others get from `ctx.use` finds the one of a key. */
export interface PartitionSupervisorSpec<Of extends Spec = Spec, Id extends string = string> extends Spec<
  Partitions<InstanceIn<Of>>,
  Id
> {
  readonly body: BodyOf<readonly PartitionOf<Of>[]>;
  readonly options: SupervisorOptions;
}

/**
 * Describes a supervisor of several children of one template, `p-0`, `p-1` …, one for each processor unless it says how many. Work is
 * routed to them by key: the same key always comes to the same one.
 *
 * ```ts
 * const carts = partitionSupervisor("carts", actor("cart", () => new Carts()), { partitions: 8 });
 * await app.use(carts).for(customer).ask({ type: "add", customer, item });
 * ```
 *
 * @param template a spec, or a function of the partition's number that answers one. Its own id is of no meaning.
 * @param options copied: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_SPEC when the template is none; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function partitionSupervisor<const Id extends string, Of extends Spec>(
  id: Id,
  template: PartitionTemplate<Of>,
  options: PartitionSupervisorOptions = NO_OPTIONS,
): PartitionSupervisorSpec<Of, Id> {
  checkId("partitionSupervisor(…)", id);
  const said = frozenCopy(options);
  checkOptions(id, said, "a partition supervisor");
  const { partitions = availableParallelism(), ...rest } = said;
  const kept = Object.freeze(rest) as SupervisorOptions;
  const children = Object.freeze(Array.from({ length: partitions }, (_, index) => partitionOf(id, template, index)));
  const instance = (inside: Environment): Partitions<unknown> => new LivePartitions(inside, children);
  const spec = new ChildSpec(id, supervisorKind, Object.freeze({ options: kept, children, dynamic: false, instance }), kept);
  checkTogether(spec);
  return spec as unknown as PartitionSupervisorSpec<Of, Id>;
}

function partitionOf(id: string, template: PartitionTemplate, index: number): Spec {
  const where = `${id}: the template`;
  const made: unknown = typeof template === "function" ? template(index) : template;
  // It is refused, and what it would reject with must not end the process.
  if (made instanceof Promise) made.catch(() => undefined);
  expectSpec(where, made);
  checkAlone(made, id, where);
  return renamed(made, `p-${index}`, where);
}
