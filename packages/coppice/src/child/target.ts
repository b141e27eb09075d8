import { CoppiceError } from "../error.ts";
import { failedWith } from "../exit.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import type { ContextLife } from "./context.ts";
import type { Environment, Place, Spec } from "./contract.ts";
import type { Down, Watcher } from "./watcher.ts";

/** A place that tells when its incarnation ends. */
export type WatchedPlace = Place & Required<Pick<Place, "watch" | "unwatch">>;

/** What a target leads to. `place` is undefined where nothing is. */
export interface Found {
  readonly path: string;
  readonly place: WatchedPlace | undefined;
}

/**
 * Finds whom a child means.
 *
 * @throws CoppiceError BAD_SPEC for what is no target; UNSUPPORTED where ends cannot be heard of: from or in a thread, or the root's.
 */
export function findTarget({ place: asking }: ContextLife, member: string, target: unknown): Found {
  const { environment, path } = asking;
  expectWatched(asking, path, member, path);
  const meant = meantBy(target);
  if (meant === undefined) throw noTarget(path, member, target);
  const place = environment.lookup(meant);
  if (place !== undefined) {
    expectWatched(place, path, member, place.path);
    return { path: place.path, place };
  }
  if (typeof meant !== "string") return { path: meant.id, place: undefined };
  if (isElsewhere(environment, meant) || path.startsWith(`${meant}/`)) throw unsupported(path, member, meant);
  return { path: meant, place: undefined };
}

/** Waits at a place, as `watch` does; answers what there is to tell at once where nobody is there. */
export function watchTarget({ path, place }: Found, watcher: Watcher, orNext = false): Down | undefined {
  if (place?.watch(watcher, orNext)) return undefined;
  const error =
    place === undefined
      ? new CoppiceError("NOT_FOUND", `there is no child ${path}`, { details: { path } })
      : new CoppiceError("NOT_RUNNING", `${path} is ${place.state}`, { details: { path, state: place.state } });
  return { path, incarnation: place?.incarnation ?? 0, exit: failedWith(error) };
}

function meantBy(target: unknown): Spec | string | undefined {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null) return undefined;
  if ("path" in target && typeof target.path === "string") return target.path;
  return "id" in target && "kind" in target ? (target as Spec) : undefined;
}

/** Whether a path leads into a subtree that lives in another thread or process. */
function isElsewhere(environment: Environment, path: string): boolean {
  const ids = path.split("/");
  for (let depth = ids.length - 1; depth > 0; depth -= 1) {
    const above = environment.lookup(ids.slice(0, depth).join("/"));
    if (above !== undefined) return above.life?.branch?.childInfo(ids[depth] as string) !== undefined;
  }
  return false;
}

function expectWatched(place: Place, path: string, member: string, target: string): asserts place is WatchedPlace {
  if (place.watch === undefined) throw unsupported(path, member, target);
}

function unsupported(path: string, member: string, target: string): CoppiceError {
  return new CoppiceError(
    "UNSUPPORTED",
    `${path}: ctx.${member}(…) was called for ${target}, of whose end nothing can be heard: expected a child of the same thread and tree, ` +
      `called by one in the event loop. Of what is elsewhere, watch the child that holds it; of the root, nothing outlives it.`,
    { details: { path, member, target } },
  );
}

function noTarget(path: string, member: string, given: unknown): CoppiceError {
  return new CoppiceError(
    "BAD_SPEC",
    `${path}: ctx.${member}(…) was given ${show(given)}: expected a spec that stands in the tree, a ref or a handle, or a path from ` +
      `the root, such as "shop/db".`,
    { details: { path, member, given: jsonSafe(given) } },
  );
}
