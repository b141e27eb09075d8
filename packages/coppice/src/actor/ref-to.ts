import type { Environment, Place, Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { ActorSystem } from "./actor-system.ts";
import { wayTo } from "./far/way.ts";
import { mailboxOf } from "./mailbox-of.ts";
import { Ref } from "./ref.ts";

/** The address that a spec, or a path, leads to. */
export type RefOf<Target> =
  Target extends Spec<infer Instance> ? (Instance extends Ref<infer Protocol> ? Ref<Protocol> : never) : Ref;

/**
 * The address of an actor: by its spec, found as `ctx.use` finds it, or by its path from the root.
 *
 * One in another thread or process is found by its path. What is not known here of those, whether there is one shows when it is asked.
 *
 * @throws CoppiceError NOT_FOUND when there is no such actor.
 */
export function refTo<Target extends Spec | string>(environment: Environment, target: Target): RefOf<Target> {
  const system = ActorSystem.of(environment);
  // A path means the same wherever it is said; which specs are seen depends on who asks.
  const place = typeof target === "string" ? system.placeAt(target) : environment.lookup(target);
  const path = typeof target === "string" ? target : place?.path;
  if (path !== undefined && (hasMailbox(place, system) || isElsewhere(system, path)))
    return new Ref(path, system) as RefOf<Target>;
  const name = typeof target === "string" ? target : target.id;
  throw new CoppiceError(
    "NOT_FOUND",
    `there is no actor at ${name}: give the spec that stands in the tree, or a path that begins with its root, such as root/counter`,
    {
      details: { path: name },
    },
  );
}

function hasMailbox(place: Place | undefined, system: ActorSystem): boolean {
  return place !== undefined && mailboxOf(place, system) !== undefined;
}

/** Whether an actor is, or may be, at a path in another thread or process. */
function isElsewhere(system: ActorSystem, path: string): boolean {
  const way = wayTo(system, path);
  return way !== undefined && way.hasActor(path) !== false;
}
