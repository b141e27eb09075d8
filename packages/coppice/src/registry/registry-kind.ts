import type { Kind } from "../child/contract.ts";
import { StandingLife } from "../kind/standing-life.ts";
import { Registry } from "./registry.ts";

/** What a registry's spec holds. */
export interface RegistryBody {
  readonly keys: "unique" | "duplicate";
}

/** A registry: what it knows is kept at its place while its incarnations come and go. */
export const registryKind: Kind<RegistryBody> = Object.freeze<Kind<RegistryBody>>({
  name: "registry",
  create: ({ keys }, place) => {
    const registry = place.kept instanceof Registry ? place.kept : new Registry(place, keys === "unique");
    place.kept = registry;
    registry.open();
    return new StandingLife(place, registry);
  },
});
