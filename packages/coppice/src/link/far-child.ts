import type { ChildInfo } from "../child/child-info.ts";
import type { Spec } from "../child/contract.ts";
import { crossing } from "./far-spec.ts";
import type { FarChild } from "./tree-message.ts";

/** A child as it crosses. @param now on the tree's clock. */
export function farChild(info: ChildInfo, { kind, options }: Spec, now: number): FarChild {
  const { id, dueIn } = info;
  const due = dueIn !== undefined && { due: now + dueIn };
  return { id, ...factsOf(info), ...due, ...(kind.supervises && { supervises: true }), options: crossing(options) };
}

/** The same as listings show it on this side. */
export function infoOf(child: FarChild, branch: string, now: number): ChildInfo {
  const { id, due } = child;
  return { id, path: `${branch}/${id}`, ...factsOf(child), ...(due !== undefined && { dueIn: Math.max(0, due - now) }) };
}

/** What is the same on both sides. */
function factsOf(child: ChildInfo | FarChild): Omit<ChildInfo, "id" | "path" | "dueIn"> {
  const { kind, restart, state, incarnation, restarts, since, exit, significant, mount } = child;
  return {
    kind,
    restart,
    state,
    incarnation,
    restarts,
    since,
    ...(exit && { exit }),
    ...(significant && { significant }),
    ...(mount && { mount }),
  };
}
