import type { Branch } from "../child/contract.ts";
import type { TreeSnapshot } from "./app.ts";
import type { Root } from "./root.ts";

/** A tree as it is now, or as it was when it ended. */
export function snapshotOf(root: Root): TreeSnapshot {
  return { ...root.info(), children: below(root.branch) };
}

function below(branch: Branch): readonly TreeSnapshot[] {
  return branch.whichChildren().map((child) => {
    const found = branch.branch(child.id);
    return found === undefined ? child : { ...child, children: below(found) };
  });
}
