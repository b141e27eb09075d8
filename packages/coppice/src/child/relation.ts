import type { Spec } from "./contract.ts";
import type { Down } from "./watcher.ts";

/** Who is meant: by the spec that stands in the tree, by whatever has a path (a ref, a handle), or by a path from the root. */
export type Target = Spec | string | { readonly path: string };

/** Waits for one incarnation of a child to end. */
export interface Monitor {
  /** Whom it watches: ids joined with `/`, from the root; the bare id of a spec that is not in the tree. */
  readonly path: string;
  /**
   * Resolves once, with who ended and how. Rejects with the signal's reason when the end of the child that monitors begins, and with
   * CANCELLED when it was cancelled. Nobody has to await it.
   */
  readonly exited: Promise<Down>;
  /** Waits no more. Afterwards it does nothing. */
  cancel(): void;
}

/** Two incarnations that go down together when one of them ends abnormally. */
export interface ExitLink {
  /** The other one: ids joined with `/`, from the root. */
  readonly path: string;
  /** Each is on its own again. Afterwards it does nothing. */
  unlink(): void;
}
