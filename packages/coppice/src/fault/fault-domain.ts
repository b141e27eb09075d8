import type { Place, Tree } from "../child/contract.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { claimStrayErrors } from "./stray-errors.ts";

/** An incarnation that runs in the loop and can be blamed. */
interface Blamable {
  readonly place: Place;
  charge(error: unknown): void;
}

/**
 * Charges errors that nobody awaited to the children of a tree that caused them, until the turn of the event loop after the one in which the
 * answered function is called: what a child leaves behind with its last breath is still its own. Known by the async context, so on a
 * runtime that has none, nobody is charged.
 */
export function faultDomain(runtime: Runtime, tree: Tree): () => void {
  const release = claimStrayErrors((error) => chargeTo(runtime, tree, error));
  return () => void setImmediate(release).unref();
}

/** Charges an error to the child of a tree in whose async context this is called; answers whether there is one. */
export function chargeTo(runtime: Runtime, tree: Tree, error: unknown): boolean {
  const life = runtime.current();
  if (!isBlamable(life) || life.place.environment.tree !== tree) return false;
  runtime.outside(() => life.charge(error));
  return true;
}

function isBlamable(life: object | undefined): life is Blamable {
  return life !== undefined && "charge" in life && "place" in life;
}
