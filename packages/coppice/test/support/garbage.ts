import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** How many collections what nothing reaches may outlive. */
const ROUNDS = 10;

/** How many of the objects something still reaches, after the garbage was collected. */
export async function stillReached(objects: readonly WeakRef<object>[]): Promise<number> {
  let reached = objects.length;
  for (let round = 0; round < ROUNDS && reached > 0; round += 1) {
    // A reference that was looked at keeps its object until the end of the turn.
    await turn();
    collect();
    reached = objects.filter((object) => object.deref() !== undefined).length;
  }
  return reached;
}
