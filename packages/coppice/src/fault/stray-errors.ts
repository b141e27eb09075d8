import { watchProcessErrors } from "./process-errors.ts";

/** Charges an error to the child in whose async context it arises. Answers whether there was one. */
export type Claim = (error: unknown) => boolean;

/** The one owner of the process-wide handlers, for all trees and all copies of this library. */
interface Owner {
  readonly claims: Set<Claim>;
  /** Takes the handlers from the process. */
  release(): void;
}

/**
 * Copies of the library share the owner that the first of them made: its name and shape are for ever. It is where the handlers are: a
 * realm has a `globalThis` of its own (`node:vm`), and may share the process.
 */
const KEY = Symbol.for("coppice.stray-errors.1");

const shared = process as { [KEY]?: Owner };

/**
 * Asks `claim` about every error that nobody caught or awaited, until the answered function is called; the latest claim is asked first,
 * for its tree may have been started inside a child of another's. The process survives an error that is claimed. One that no claim
 * wants is left to the program's own handlers and to Node, as if nobody had been asked.
 */
export function claimStrayErrors(claim: Claim): () => void {
  const owner = (shared[KEY] ??= own());
  owner.claims.add(claim);
  return () => {
    if (!owner.claims.delete(claim) || owner.claims.size > 0) return;
    owner.release();
    delete shared[KEY];
  };
}

function own(): Owner {
  const claims = new Set<Claim>();
  const release = watchProcessErrors((error) => [...claims].toReversed().some((claim) => wants(claim, error)));
  return { claims, release };
}

/** A throw in here would end the process, and hide the error that it is about. */
function wants(claim: Claim, error: unknown): boolean {
  try {
    return claim(error);
  } catch {
    return false;
  }
}
