import type { Context } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import type { ChildModule } from "./module.ts";

declare const TREE: unique symbol;

/** A supervisor's spec. */
type Tree = Spec & { readonly body: SupervisorBody };

/** The body of a child whose module exports a supervisor. For the compiler only: so that it knows the paths below. */
export interface Mounted<Of> {
  readonly [TREE]: Of;
}

/** The supervisor's spec that a module exports, as it is or as what its function answers; never where it exports none, or that is not known. */
export type TreeOf<Exports> = ChildModule extends Exports
  ? never
  : Exports extends { readonly default: infer Default }
    ? Default extends Tree
      ? Default
      : Default extends (ctx: Context, args: never) => infer Answer
        ? Extract<Answer, Tree>
        : never
    : never;
