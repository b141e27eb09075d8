import type { Handlers } from "../actor/protocol.ts";
import type { Ref } from "../actor/ref.ts";
import type { Spec } from "../child/contract.ts";
import { type RegistryBody, registryKind } from "../registry/registry-kind.ts";
import type { Registry } from "../registry/registry.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { RegistryOptions } from "./registry-options.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations } from "./validation/combinations.ts";

export type { RegistryOptions };

/** The protocol of the actor that a spec describes. */
export type ProtocolOf<Of> = Of extends Spec<Ref<infer Protocol>> ? Protocol : never;

/** A registry. What siblings get from `ctx.use` is the registry itself. */
export interface RegistrySpec<Protocol extends Handlers = Handlers, Meta = unknown, Id extends string = string> extends Spec<
  Registry<Protocol, Meta>,
  Id
> {
  readonly body: RegistryBody;
  /** The same spec, said to hold actors of this protocol, and metadata of this type: for the compiler only. */
  of<Its extends Handlers, ItsMeta = unknown>(): RegistrySpec<Its, ItsMeta, Id>;
}

class RegistryChild<Id extends string> extends ChildSpec<RegistryBody, Id> {
  of(): this {
    return this;
  }
}

/**
 * Describes a registry: names of actors, by which others find them. It stands in the tree before those who use it.
 *
 * ```ts
 * const members = registry("members").of<ProtocolOf<typeof member>>();
 * ctx.use(members).register(ctx, "alice");                           // in an actor's `started`
 * ctx.use(members).via("alice").tell({ type: "say", text: "hello" }); // from anywhere in the tree
 * ```
 *
 * @param options copied: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function registry<const Id extends string>(
  id: Id,
  options: RegistryOptions = NO_OPTIONS,
): RegistrySpec<Handlers, unknown, Id> {
  checkId("registry(…)", id);
  const said = frozenCopy(options);
  checkOptions(id, said, "a registry");
  const { keys = "unique", ...rest } = said;
  const spec = new RegistryChild(id, registryKind, Object.freeze({ keys }), Object.freeze(rest));
  checkOwnCombinations(spec);
  return spec as never;
}
