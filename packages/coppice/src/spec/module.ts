import type { ActorBody } from "../actor/actor-kind.ts";
import type { Context, IGNORE } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";

declare const EXPORTS: unique symbol;

/** A module by its URL, with the type of what it exports. */
export interface Module<Exports = unknown> {
  readonly url: string;
  /** For the compiler only. */
  readonly [EXPORTS]?: Exports;
}

/** What a module must export to be a child: what makes it, of the context and of plain JSON; or the spec of a supervisor or an actor. */
export interface ChildModule {
  readonly default:
    | (Spec & { readonly body: SupervisorBody | ActorBody })
    | ((ctx: Context, args: never) => unknown)
    | (new (ctx: Context, args: never) => unknown);
}

/** What a default export must be beside what `ChildModule` says: where it is a function, one that answers what can be a child. */
type Answering<Exports> = Exports extends { readonly default: (ctx: Context, args: never) => infer Answer }
  ? [NoChild<Answer>] extends [never]
    ? unknown
    : NoChild<Answer>
  : unknown;

/** Texts for the compiler to show. */
type NoChild<Answer> = 0 extends 1 & Answer
  ? never
  : Answer extends PromiseLike<infer Later>
    ? Later extends Spec
      ? "its function must answer the spec itself: make it synchronous"
      : never
    : unknown extends Answer
      ? never
      : Answer extends object | typeof IGNORE
        ? never
        : "its function must answer a promise, a child, or a supervisor's spec";

/** What the default export of a module takes as second argument. */
export type ArgsOf<Exports> = Exports extends { readonly default: new (ctx: Context, args: infer Args) => unknown }
  ? Args
  : Exports extends { readonly default: (ctx: Context, args: infer Args) => unknown }
    ? Args
    : unknown;

/**
 * A module that carries its type, so that the compiler knows whether it is a child and which `args` it takes.
 *
 * ```ts
 * thread("pricing", module<typeof import("./pricing.ts")>(new URL("./pricing.ts", import.meta.url)), { args: { currency: "EUR" } });
 * ```
 */
export function module<Exports extends ChildModule & { readonly default: Answering<Exports> }>(
  url: URL | string,
): Module<Exports> {
  return Object.freeze({ url: String(url) });
}
