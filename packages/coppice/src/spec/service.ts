import type { IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import type { Make } from "../kind/make.ts";
import { type ServiceBody, serviceKind, type ServiceObject } from "../kind/service.ts";
import { define, NO_OPTIONS, type Word } from "./define.ts";
import type { InstanceOf } from "./instance.ts";

/** What the factory of a service may answer. */
export type ServiceAnswer = ServiceObject | typeof IGNORE;

/** A service. `Instance` is what siblings get from `ctx.use`. */
export interface ServiceSpec<Instance = unknown, Id extends string = string> extends Spec<Instance, Id> {
  readonly body: ServiceBody;
}

export const SERVICE: Word<ServiceBody> = Object.freeze<Word<ServiceBody>>({
  word: "service",
  kind: serviceKind,
  owner: "every child",
  body: (create) => ({ create }),
});

/**
 * Describes a service: a child that is there for others, ready once its `start()` resolves, until it is asked to stop or
 * calls `ctx.fail`.
 *
 * ```ts
 * const db = service("db", (ctx) => new Pool(url, ctx.signal), { shutdown: "10s" });
 * ```
 *
 * @param create `(ctx) => object`, or a class constructed with the context, with `start`, `stop(timeout)` and, if need be,
 * `checkHealth`. Called anew for every incarnation.
 * @param options copied: what is changed of them later changes nothing. A member that is undefined means the default.
 * @throws CoppiceError BAD_SPEC when `create` is no function; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function service<const Id extends string, Answer extends ServiceAnswer>(
  id: Id,
  create: Make<Answer>,
  options: ChildOptions = NO_OPTIONS,
): ServiceSpec<InstanceOf<Answer>, Id> {
  return define(SERVICE, id, create, options) as ServiceSpec<InstanceOf<Answer>, Id>;
}
