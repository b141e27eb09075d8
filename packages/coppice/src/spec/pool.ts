import { actorKind } from "../actor/actor-kind.ts";
import type { Handlers, MessageOf } from "../actor/protocol.ts";
import type { Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import { type PoolBody, poolKind } from "../pool/pool-kind.ts";
import type { Pool } from "../pool/pool.ts";
import { milliseconds } from "../time/duration.ts";
import { type ActorSpec, expectBehaviour, type MakeBehaviour } from "./actor.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { PoolOptions } from "./pool-options.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations } from "./validation/combinations.ts";

export type { PoolOptions };

/** A pool. What siblings get from `ctx.use` is its address. */
export interface PoolSpec<Protocol extends Handlers = Handlers, Id extends string = string> extends Spec<Pool<Protocol>, Id> {
  readonly body: PoolBody & { readonly children: readonly ActorSpec<Protocol>[] };
}

const SIZE = 4;

const DRAIN = "5s";

/**
 * Describes a pool: a supervisor of actors that all do the same, `1`, `2` …, each restarted by itself, and one address that gives each message
 * to one of them.
 *
 * ```ts
 * const resizers = pool("resizers", () => ({ receive: { resize } }), { size: 8, route: "least-loaded" });
 * await ctx.use(resizers).ask({ type: "resize", file });
 * ```
 *
 * @param make as of an actor: called anew for each incarnation of each worker.
 * @param options copied: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_SPEC when `make` makes no behaviour; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function pool<const Id extends string, Protocol extends Handlers>(
  id: Id,
  make: MakeBehaviour<Protocol>,
  options: NoInfer<PoolOptions<MessageOf<Protocol>>> = NO_OPTIONS,
): PoolSpec<Protocol, Id> {
  checkId("pool(…)", id);
  expectBehaviour(`${id}: pool(…)`, make);
  const said = frozenCopy(options);
  checkOptions(id, said, "a pool");
  const { size = SIZE, route = "round-robin", mailbox, drain = DRAIN, intensity, workers, ...rest } = said;
  const actorBody = Object.freeze({ make, mailbox, children: NO_OPTIONS, accepts: undefined });
  const worker = (number: string): Spec => new ChildSpec(number, actorKind, actorBody, NO_OPTIONS);
  const limits: SupervisorOptions = { ...(intensity && { intensity }), ...(workers && { defaults: workers }) };
  const within = drain === Infinity ? Infinity : milliseconds(drain);
  const plan = Object.freeze({ size, route, drain: within, worker });
  const body = Object.freeze({ options: Object.freeze(limits), children: Object.freeze([]), dynamic: false, plan });
  const spec = new ChildSpec(id, poolKind, body, Object.freeze(rest));
  checkOwnCombinations(spec);
  return spec;
}
