import type { AnyHandle, ChildState, StopReport } from "coppice";

/** What can be listed: a running tree, or a supervisor in it. */
export type Listed = Pick<AnyHandle, "whichChildren">;

/** The states of all children by id, in the order of the specs. */
export function statesOf(supervisor: Listed): Readonly<Record<string, ChildState>> {
  return Object.fromEntries(supervisor.whichChildren().map(({ id, state }) => [id, state]));
}

/** The numbers of the last incarnations by id, in the order of the specs. */
export function incarnationsOf(supervisor: Listed): Readonly<Record<string, number>> {
  return Object.fromEntries(supervisor.whichChildren().map(({ id, incarnation }) => [id, incarnation]));
}

/** How the last incarnations ended, by id; "none" where none has ended. */
export function exitsOf({ children = [] }: StopReport): Readonly<Record<string, string>> {
  return Object.fromEntries(children.map(({ id, exit }) => [id, exit?.type ?? "none"]));
}
