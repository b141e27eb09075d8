import { Post } from "../../link/post.ts";
import type { ActorSystem } from "../actor-system.ts";

/** The way to an actor that does not live in this thread or process: below a mount, or in the tree around; undefined where there is none. */
export function wayTo(system: ActorSystem, path: string): Post | undefined {
  const ids = path.split("/");
  for (let depth = ids.length; depth > 1; depth -= 1) {
    const place = system.placeAt(ids.slice(0, depth).join("/"));
    if (place !== undefined) return place.kept instanceof Post ? place.kept : undefined;
  }
  const { around } = system;
  return around === undefined || path === around.root || path.startsWith(`${around.root}/`) ? undefined : around.post;
}
