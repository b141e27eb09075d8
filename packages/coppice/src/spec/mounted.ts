import type { ActorBody } from "../actor/actor-kind.ts";
import type { Context } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import type { ChildModule } from "./module.ts";

declare const TREE: unique symbol;

/** A supervisor's spec. */
type Supervising = Spec & { readonly body: SupervisorBody };

/** An actor's. */
type Acting = Spec & { readonly body: ActorBody };

/** The body of a child whose module exports a supervisor. For the compiler only: so that it knows the paths below. */
export interface Mounted<Of> {
  readonly [TREE]: Of;
}

/**
 * The spec of a supervisor or an actor that a module exports, as it is or as what its function answers; never where it exports none, or that is not
 * known.
 */
export type TreeOf<Exports> = ChildModule extends Exports
  ? never
  : Exports extends { readonly default: infer Default }
    ? Default extends Supervising | Acting
      ? Default
      : Default extends (ctx: Context, args: never) => infer Answer
        ? Extract<Answer, Supervising | Acting>
        : never
    : never;

/** The body of a child whose module exports this tree. */
export type MountedBody<Body, Tree> = [Extract<Tree, Supervising>] extends [never]
  ? Body
  : Body & Mounted<Extract<Tree, Supervising>>;

/** What siblings get from `ctx.use` of a child whose module exports this tree: the address where that is an actor. */
export type MountedInstance<Tree, Otherwise> = [Extract<Tree, Acting>] extends [never]
  ? Otherwise
  : Extract<Tree, Acting> extends Spec<infer Instance>
    ? Instance
    : Otherwise;
