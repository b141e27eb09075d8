import type { IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import type { Make } from "../kind/make.ts";
import { type ServiceBody, serviceKind, type ServiceObject } from "../kind/service.ts";
import { ChildSpec } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { InstanceOf } from "./instance.ts";

/** A service. */
export interface ServiceSpec<Instance = unknown, Id extends string = string> extends Spec<Instance, Id> {
  readonly body: ServiceBody;
}

/**
 * Describes a service: a child that runs from when its `start()` resolves until it is stopped, or calls `ctx.fail`.
 *
 * @param make `(ctx) => object`, or a class, with `start`, `stop` and, if need be, `checkHealth`; called anew for every incarnation.
 * @throws CoppiceError BAD_SPEC, BAD_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION
 */
export function service<const Id extends string, Answer extends ServiceObject | typeof IGNORE>(
  id: Id,
  make: Make<Answer>,
  options: ChildOptions = {},
): ServiceSpec<InstanceOf<Answer>, Id> {
  const body: ServiceBody = Object.freeze({ create: make });
  return new ChildSpec(id, serviceKind, body, frozenCopy(options)) as ServiceSpec<InstanceOf<Answer>, Id>;
}
