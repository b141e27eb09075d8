import type { Start } from "../link/message.ts";
import type { Ground } from "./exported-life.ts";
import { HostedPlace, type Teller } from "./hosted-place.ts";
import type { HostedTree } from "./hosted-tree.ts";

/** Where a module's child lives at the far side of a link from its supervisor. */
export function hostedGround(start: Start, teller: Teller): Ground<HostedTree> {
  const { path, module, ready } = start;
  return {
    ...{ path, module, ready },
    place: (replaced) =>
      new HostedPlace(start, {
        tell: (message) => teller.tell(message),
        ended: (message) => {
          if (message.type !== "ignored" || !replaced()) teller.ended(message);
        },
      }),
    tree: async (spec) => {
      // Most of what a thread would load is for trees: one without a tree is up sooner.
      const [{ expectTree }, { HostedTree }] = await Promise.all([import("./expect-tree.ts"), import("./hosted-tree.ts")]);
      expectTree(spec, start);
      return new HostedTree(spec, start, teller);
    },
    ended: (exit) => teller.ended({ type: "exited", exit }),
  };
}
