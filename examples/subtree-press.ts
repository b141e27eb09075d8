// The module that `subtree.ts` runs in a thread of its own: its function answers a tree.
import { type Context, dynamicSupervisor, supervisor, task } from "coppice";

/** Takes ink. */
let take: () => void = () => undefined;

/** Is there until it is stopped, but runs dry in its first life: that is its own failure, whoever takes the ink. */
async function ink({ bind, incarnation, sleep }: Context): Promise<void> {
  take = bind(() => {
    if (incarnation === 1) throw new Error("no ink left");
  });
  await sleep("1h");
}

/** Prints until it is stopped. */
async function print({ sleep }: Context): Promise<void> {
  take();
  await sleep("1h");
}

const jobs = dynamicSupervisor("jobs", { template: (_what: string) => task("job", print) });

export default (_ctx: Context, { colour }: { readonly colour: "black" | "blue" }) =>
  supervisor("press", [task("ink", ink), task(colour, async ({ sleep }) => await sleep("1h")), jobs]);
