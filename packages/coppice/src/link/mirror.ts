import type { ChildCounts, ChildInfo, StopReport } from "../child/child-info.ts";
import type { Spec } from "../child/contract.ts";
import { isAlive } from "../child/life-cycle.ts";
import { infoOf } from "./far-child.ts";
import { farSpec } from "./far-spec.ts";
import type { FarBranch, FarChild, FarReport, FarSupervisor } from "./tree-message.ts";

/** One supervisor below a mount, as it was last told. */
interface Mirrored {
  readonly spec: Spec;
  readonly children: Map<string, FarChild>;
  /** How they went down, once that was told. */
  report: FarReport[] | undefined;
}

/** The likeness of a subtree that lives elsewhere, kept up by what comes over its link: it answers at once. */
export class Mirror {
  readonly #root: string;
  readonly #branches = new Map<string, Mirrored>();

  /** @param root the path of the mount. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Whether what is at a path is the mount's to speak of. */
  covers(path: string): boolean {
    return path === this.#root || path.startsWith(`${this.#root}/`);
  }

  /** Whether there is, or was, a supervisor at a path. */
  has(path: string): boolean {
    return this.#branches.has(path);
  }

  /** Takes in what has changed in one supervisor. What was at its path is forgotten where it has begun anew. */
  take({ path, begun, removed, children }: FarBranch): void {
    if (begun !== undefined) this.#begin(path, begun);
    const mirrored = this.#branches.get(path);
    if (mirrored === undefined) return;
    for (const id of removed) {
      mirrored.children.delete(id);
      this.#forget(`${path}/${id}`);
    }
    for (const child of children) mirrored.children.set(child.id, child);
  }

  /** Takes in how children of a supervisor went down. */
  report(path: string, children: readonly FarReport[]): void {
    const mirrored = this.#branches.get(path);
    if (mirrored !== undefined) (mirrored.report ??= []).push(...children);
  }

  specOf(path: string): Spec {
    return this.#branches.get(path)?.spec ?? farSpec(path, { name: "supervisor" }, {});
  }

  childrenOf(path: string, now: number): readonly ChildInfo[] {
    return Array.from(this.#branches.get(path)?.children.values() ?? [], (child) => infoOf(child, path, now));
  }

  child(path: string, id: string): FarChild | undefined {
    return this.#branches.get(path)?.children.get(id);
  }

  countsOf(path: string): ChildCounts {
    const children = [...(this.#branches.get(path)?.children.values() ?? [])];
    const active = children.filter(({ state }) => isAlive(state)).length;
    const supervisors = children.filter(isSupervisor).length;
    return { specs: children.length, active, supervisors, workers: children.length - supervisors };
  }

  /** Whether the supervisor that runs as this child can be asked. */
  hasBranch(path: string, id: string): boolean {
    const child = this.child(path, id);
    return child !== undefined && isAlive(child.state) && isSupervisor(child) && this.#branches.has(`${path}/${id}`);
  }

  /** How children went down; where that was never told, for the link was lost or they were killed, how they were last. */
  reportOf(path: string): readonly StopReport[] {
    const mirrored = this.#branches.get(path);
    const known = mirrored?.report ?? Array.from(mirrored?.children.values() ?? [], lastSeen);
    return known.map(({ id, ...report }) => {
      const below = `${path}/${id}`;
      return { id, path: below, ...report, ...(this.#branches.has(below) && { children: this.reportOf(below) }) };
    });
  }

  #begin(path: string, begun: FarSupervisor): void {
    this.#forget(path);
    const spec = farSpec(path, { name: "supervisor" }, begun.options, begun);
    this.#branches.set(path, { spec, children: new Map(), report: undefined });
  }

  #forget(path: string): void {
    const mirrored = this.#branches.get(path);
    if (mirrored === undefined) return;
    this.#branches.delete(path);
    for (const id of mirrored.children.keys()) this.#forget(`${path}/${id}`);
  }
}

function isSupervisor({ kind, mount, supervises }: FarChild): boolean {
  return kind === "supervisor" || supervises === true || mount === true;
}

function lastSeen({ id, exit, state }: FarChild): FarReport {
  return { id, took: 0, ...(exit !== undefined && !isAlive(state) && { exit }) };
}
