/** What registries tell of names. The path is that of the registry; `holder` is the path of the actor. */
export interface RegistryEvents {
  /** An actor has a name now. */
  "registry.registered": { readonly key: string; readonly holder: string };
  /** It has it no more: it was given up, its incarnation has ended, or the actor is gone from the tree. */
  "registry.unregistered": { readonly key: string; readonly holder: string; readonly why: "asked" | "ended" | "gone" };
}
