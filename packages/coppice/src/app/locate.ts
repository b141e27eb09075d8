import type { Branch, Spec } from "../child/contract.ts";
import { isAlive } from "../child/life-cycle.ts";
import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import type { Root } from "./root.ts";

/** A supervisor that runs now. */
export interface Located {
  readonly branch: Branch;
  readonly spec: Spec;
}

/**
 * The supervisor at a path from the root, as it runs at this moment.
 *
 * @throws CoppiceError NOT_RUNNING when the tree or a supervisor on the way is down, NOT_FOUND, NOT_A_SUPERVISOR.
 */
export function locate(root: Root, path: string): Located {
  if (root.exit !== undefined) throw treeIsDown(root);
  let located: Located = { branch: root.branch, spec: root.spec };
  for (const id of path.split("/").slice(1)) located = below(located, id);
  return located;
}

/** The supervisor that a child lives in, and its id there. */
export function split(path: string): { readonly above: string; readonly id: string } {
  const at = path.lastIndexOf("/");
  return { above: path.slice(0, at), id: path.slice(at + 1) };
}

/** A path below another. @throws CoppiceError BAD_ID when it is no path. */
export function join(above: string, path: string): string {
  if (typeof path === "string" && path !== "" && path.split("/").every((id) => id !== "")) return `${above}/${path}`;
  throw new CoppiceError(
    "BAD_ID",
    `${show(path)} is no path below ${above}: expected ids joined with "/", such as "web/http", without ${above} itself.`,
    { details: { path: above } },
  );
}

/** No child of this id is there; says which are. */
export function notFound(branch: Branch, id: string): CoppiceError {
  const { specs } = branch.countChildren();
  const ids = specs > MAX_READ ? [] : branch.whichChildren().map((child) => child.id);
  const has = specs > MAX_READ ? `${specs} others` : listed(ids);
  return new CoppiceError("NOT_FOUND", `${branch.path} has no child "${id}": it has ${has}`, {
    details: { path: `${branch.path}/${id}`, children: ids.slice(0, MAX_LISTED) },
  });
}

/** Of more children than these none is named: who looks for one among many may do so often. */
const MAX_READ = 1_000;

/** How many ids a message names. */
const MAX_LISTED = 20;

function listed(ids: readonly string[]): string {
  if (ids.length === 0) return "no children now";
  const more = ids.length > MAX_LISTED ? `, and ${ids.length - MAX_LISTED} more` : "";
  return ids.slice(0, MAX_LISTED).join(", ") + more;
}

function below({ branch }: Located, id: string): Located {
  const child = branch.childInfo(id);
  if (child === undefined) throw notFound(branch, id);
  const found = branch.branch(id);
  if (found !== undefined) return { branch: found, spec: found.spec };
  const { path, kind, state, mount } = child;
  const supervises = kind === supervisorKind.name || branch.getSpec(id)?.kind.supervises === true;
  if (!mount && (isAlive(state) || !supervises)) {
    throw new CoppiceError(
      "NOT_A_SUPERVISOR",
      `${path} is a ${kind}, with no children below it: ${branch.path} is its supervisor`,
      {
        details: { path, kind },
      },
    );
  }
  throw new CoppiceError(
    "NOT_RUNNING",
    `the supervisor ${path} is ${state}: what is below it can be asked for when it runs again`,
    {
      details: { path, state },
    },
  );
}

function treeIsDown({ path, exit }: Root): CoppiceError {
  return new CoppiceError("NOT_RUNNING", `the tree ${path} has ended: start its spec again for a new one`, {
    details: { path, ...(exit && { exit: { ...exit } as never }) },
  });
}
