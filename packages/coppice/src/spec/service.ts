import type { IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import { type ServiceBody, serviceKind } from "../kind/service.ts";
import { ChildSpec } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { Factory, InstanceOf } from "./task.ts";

/** A service as an object: it runs from `start` to `stop`. */
export interface ServiceObject {
  /** Once it resolves the service is ready. */
  start(): unknown;
  /** Awaited when the service is asked to stop. `timeout`: the milliseconds it has. */
  stop(timeout: number): unknown;
  checkHealth?(): unknown;
}

/** What the factory of a service may answer. */
export type ServiceAnswer = ServiceObject | typeof IGNORE;

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
export function service<const Id extends string, Answer extends ServiceAnswer>(
  id: Id,
  make: Factory<Answer>,
  options: ChildOptions = {},
): ServiceSpec<InstanceOf<Answer>, Id> {
  const body = Object.freeze({ make }) as unknown as ServiceBody;
  return new ChildSpec(id, serviceKind, body, frozenCopy(options)) as ServiceSpec<InstanceOf<Answer>, Id>;
}
