import type { Branch, Spec } from "../child/contract.ts";
import { isAlive } from "../child/life-cycle.ts";
import { CoppiceError, isCoppiceError } from "../error.ts";

/**
 * Starts children one after another, all or none: when one fails, those before it are stopped and deleted, last first.
 *
 * @throws CoppiceError ALREADY_STARTED, ALREADY_PRESENT before any is started; START_FAILED.
 */
export async function spawnAll(branch: Branch, specs: readonly Spec[]): Promise<void> {
  for (const { id } of specs) refusePresent(branch, id);
  for (const [index, spec] of specs.entries()) {
    try {
      // One after another is the promise.
      await branch.startChild(spec);
    } catch (error) {
      throw batchFailed(branch, spec, index, await takeBack(branch, specs.slice(0, index)), error);
    }
  }
}

function refusePresent(branch: Branch, id: string): void {
  const child = branch.childInfo(id);
  if (child === undefined) return;
  throw new CoppiceError(
    isAlive(child.state) ? "ALREADY_STARTED" : "ALREADY_PRESENT",
    `${child.path} is there and ${child.state}, so none of the batch was started: choose another name, or stop and delete it first`,
    { details: { path: child.path, state: child.state } },
  );
}

/** Stops and deletes, last first; answers the ids of those that are still there. */
async function takeBack(branch: Branch, started: readonly Spec[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const spec of started.toReversed()) {
    if (!(await isTakenBack(branch, spec))) left.push(spec.id);
  }
  return left;
}

/** One undo that fails keeps no other from being done. */
async function isTakenBack(branch: Branch, spec: Spec): Promise<boolean> {
  const isThere = (): boolean => branch.getSpec(spec.id) === spec;
  try {
    if (isThere()) await branch.stopChild(spec.id);
    // Temporary ones and instances are gone once they are down.
    if (isThere()) await branch.deleteChild(spec.id);
  } catch (error) {
    return isCoppiceError(error) && (error.code === "NOT_RUNNING" || error.code === "NOT_FOUND");
  }
  return true;
}

function batchFailed(branch: Branch, { id }: Spec, before: number, left: readonly string[], cause: unknown): CoppiceError {
  const path = `${branch.path}/${id}`;
  const why = cause instanceof Error ? cause.message : String(cause);
  const but = left.length > 0 ? ` but ${left.join(", ")}: delete by hand what is not wanted` : "";
  const undone =
    before === 0 ? "no other had been started" : `of the ${before} started before it all were stopped and deleted${but}`;
  return new CoppiceError("START_FAILED", `the batch was not started, because of ${path}: ${why}; ${undone}`, {
    details: { path, left },
    cause,
  });
}
