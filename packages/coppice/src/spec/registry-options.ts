import type { ChildOptions } from "../child/options.ts";

/** What can be said of a registry. */
export interface RegistryOptions extends ChildOptions {
  /** Whether a name is one actor's alone, or many may have it. Default: "unique". */
  readonly keys?: "unique" | "duplicate";
}
