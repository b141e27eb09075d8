import type { ChildCounts, ChildInfo, StopReport } from "../child/child-info.ts";
import type { Branch, Environment, Place, Spec } from "../child/contract.ts";
import type { Usage } from "../child/usage.ts";
import { isAlive } from "../child/life-cycle.ts";
import { CoppiceError } from "../error.ts";
import { complete, type Exit } from "../exit.ts";
import type { ChildRecord } from "./child-record.ts";
import { refusalError } from "./refusal.ts";
import type { Request } from "./child-record.ts";
import type { News } from "./command.ts";
import type { Slot } from "./slot.ts";
import type { SupervisorState } from "./state.ts";

type Named = "stop-child" | "restart-child" | "delete-child" | "revive-child";

/** The supervisor, as its branch sees it. */
export interface Supervising {
  readonly path: string;
  readonly spec: Spec;
  readonly state: SupervisorState;
  newSlot(spec: Spec): ChildRecord;
  tell(news: News): void;
}

/** A supervisor in this process: questions are answered from its state at once, commands go through its queue. */
export class LocalBranch implements Branch {
  readonly #supervisor: Supervising;
  /** Where the supervisor itself lives: the next level up. */
  readonly #above: Environment;

  constructor(supervisor: Supervising, above: Environment) {
    this.#supervisor = supervisor;
    this.#above = above;
  }

  get path(): string {
    return this.#supervisor.path;
  }

  get spec(): Spec {
    return this.#supervisor.spec;
  }

  whichChildren(): readonly ChildInfo[] {
    return Array.from(this.#supervisor.state.inOrder(), (child) => this.#info(child));
  }

  childInfo(id: string): ChildInfo | undefined {
    const child = this.#child(id);
    return child && this.#info(child);
  }

  countChildren(): ChildCounts {
    let active = 0;
    const { children, supervisors } = this.#supervisor.state;
    for (const { state } of children.values()) if (isAlive(state)) active += 1;
    return { specs: children.size, active, supervisors: supervisors.size, workers: children.size - supervisors.size };
  }

  getSpec(id: string): Spec | undefined {
    return this.#child(id)?.spec;
  }

  branch(id: string): Branch | undefined {
    return this.#child(id)?.life?.branch;
  }

  async startChild(spec: Spec): Promise<ChildInfo> {
    const child = this.#supervisor.newSlot(spec);
    await this.#ask((request) => this.#supervisor.tell({ type: "start-child", child, request }));
    return this.#info(child);
  }

  async stopChild(id: string): Promise<Exit | undefined> {
    const child = this.#child(id);
    const wasUp = child !== undefined && isAlive(child.state);
    await this.#command("stop-child", id);
    return wasUp && child.exit !== undefined ? complete(child.exit) : undefined;
  }

  async restartChild(id: string): Promise<ChildInfo> {
    return this.#info(await this.#command("restart-child", id));
  }

  async deleteChild(id: string): Promise<void> {
    await this.#command("delete-child", id);
  }

  async reviveChild(id: string): Promise<ChildInfo> {
    return this.#info(await this.#command("revive-child", id));
  }

  async usageOf(id: string): Promise<Usage> {
    const child = this.#child(id);
    if (child === undefined) throw refusalError(this.#supervisor.state.settings, { code: "NOT_FOUND", id });
    const path = `${this.path}/${id}`;
    const { life, state, spec } = child;
    if (life === undefined || !isAlive(state)) {
      throw new CoppiceError("NOT_RUNNING", `${path} is ${state}: what it uses can be asked for when it runs`, {
        details: { path, state },
      });
    }
    const usage = life.usage?.();
    if (usage === undefined) throw noUsage(path, spec.kind.name);
    return await usage;
  }

  stopReport(): readonly StopReport[] {
    return Array.from(this.#supervisor.state.inOrder(), (child) => {
      const { id, took, exit, trouble, incarnation, below } = child as Slot;
      return {
        id,
        path: `${this.path}/${id}`,
        ...(exit !== undefined && incarnation > 0 && { exit: complete(exit) }),
        took,
        ...(trouble?.killed && { killed: true as const }),
        ...(exit?.type === "killed" && exit.leaked && { leaked: true as const }),
        ...(below !== undefined && { children: below.stopReport() }),
      };
    });
  }

  /** The place of the child that a spec describes, or of the one at a path from the root. */
  lookup(target: Spec | string): Place | undefined {
    const found = typeof target === "string" ? undefined : this.find(target);
    return found === undefined ? this.#above.lookup(target) : (found as Slot);
  }

  /** The place at the ids below this supervisor. */
  at([id, ...below]: readonly string[]): Place | undefined {
    const child = id === undefined ? undefined : this.#child(id);
    if (child === undefined || below.length === 0) return child as Slot | undefined;
    // While a supervisor is down its last children still stand for those that will be there.
    const branch = child.life?.branch ?? (child as Slot).below;
    return branch instanceof LocalBranch ? branch.at(below) : undefined;
  }

  /** The running instance that a spec describes: here, below, then one level up. */
  use(spec: Spec): unknown {
    const found = this.find(spec);
    if (found === undefined) return this.#above.use(spec);
    if (found.state !== "running" || found.life === undefined) {
      throw new CoppiceError("NOT_RUNNING", `${this.path}/${found.id} is ${found.state}: try again when it runs`, {
        details: { path: `${this.path}/${found.id}`, state: found.state },
      });
    }
    return found.life.instance;
  }

  /** The child of this spec, among the children and then below them, as the tree was written. */
  find(spec: Spec): ChildRecord | undefined {
    const { state } = this.#supervisor;
    const here = state.children.get(spec.id);
    if (here?.spec === spec) return here;
    for (const { life } of state.supervisors) {
      const below = life?.branch instanceof LocalBranch ? life.branch.find(spec) : undefined;
      if (below !== undefined) return below;
    }
    return undefined;
  }

  #child(id: string): ChildRecord | undefined {
    return this.#supervisor.state.children.get(id);
  }

  #info(child: ChildRecord): ChildInfo {
    const { id, spec, policy, state, incarnation, restarts, since, exit, trouble } = child;
    const dueIn = (trouble?.due ?? Number.NEGATIVE_INFINITY) - this.#above.runtime.now();
    const waits = (state === "restarting" || state === "quarantined") && Number.isFinite(dueIn);
    return {
      id,
      path: `${this.path}/${id}`,
      kind: spec.kind.name,
      restart: policy.restart,
      state,
      incarnation,
      restarts,
      since,
      ...(waits && { dueIn: Math.max(0, dueIn) }),
      ...(exit !== undefined && { exit: complete(exit) }),
      ...(policy.significant && { significant: true as const }),
      ...(this.#isMount(child) && { mount: true as const }),
    };
  }

  #isMount(child: ChildRecord): boolean {
    const { name, supervises } = child.spec.kind;
    return name !== "supervisor" && supervises !== true && this.#supervisor.state.supervisors.has(child);
  }

  async #command(type: Named, id: string): Promise<ChildRecord> {
    const child = await this.#ask((request) => this.#supervisor.tell({ type, id, request }));
    return child as ChildRecord;
  }

  #ask(send: (request: Request) => void): Promise<ChildRecord | undefined> {
    const { settings } = this.#supervisor.state;
    return new Promise((resolve, reject) => {
      send({ answer: resolve, refuse: (refusal) => reject(refusalError(settings, refusal)) });
    });
  }
}

function noUsage(path: string, kind: string): CoppiceError {
  return new CoppiceError(
    "UNSUPPORTED",
    `${path} is a ${kind} in an event loop that it shares, so what it uses cannot be told from what others use: ask this of threads and programs, or ` +
      `move it there with isolation: "thread" or "process".`,
    { details: { path, kind } },
  );
}
