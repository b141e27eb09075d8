import type { ChildCounts, ChildInfo } from "../child/child-info.ts";
import type { Branch, Spec } from "../child/contract.ts";
import type { Usage } from "../child/usage.ts";
import { CoppiceError } from "../error.ts";
import type { Exit } from "../exit.ts";
import type { WorkerBody } from "../kind/worker.ts";
import { define, type Word } from "../spec/define.ts";
import type { DynamicBody, Template } from "../spec/dynamic-supervisor.ts";
import { WORKER } from "../spec/worker.ts";
import { checkChild, checkChildren } from "../spec/validation/check-child.ts";
import { checkId } from "../spec/validation/check-id.ts";
import { isSpec } from "../spec/validation/is-spec.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { type Batch, batchBuilder, type BatchBuilder, type Member } from "./batch-builder.ts";
import { childBuilder, type Spawn } from "./child-builder.ts";
import { expectChildId } from "./expect-child-id.ts";
import { expectOptions, type NamesOf } from "./expect-options.ts";
import { expectSupervisor } from "./expect-spec.ts";
import type { InstanceOptions } from "../spec/instances.ts";
import type { AnyHandle, HandleOf, SupervisorHandle } from "./handle.ts";
import { join, locate, type Located, notFound, split } from "./locate.ts";
import type { Root } from "./root.ts";
import { spawnAll } from "./spawn-all.ts";

/** What builders make: workers, called by the builders' word in errors. */
const SPAWNED: Word<WorkerBody> = Object.freeze({ ...WORKER, word: "spawn" });

const INSTANCE_OPTIONS: NamesOf<InstanceOptions> = { id: true };

/** A handle on a path of a tree in this process. What it can do depends on what lives there when it is asked. */
export class LiveHandle implements SupervisorHandle {
  readonly path: string;
  readonly #root: Root;

  constructor(root: Root, path: string) {
    this.#root = root;
    this.path = path;
  }

  get id(): string {
    return split(this.path).id;
  }

  info(): ChildInfo {
    const { above, id } = split(this.path);
    return childIn(locate(this.#root, above).branch, id);
  }

  async usage(): Promise<Usage> {
    const { above, id } = split(this.path);
    const { branch } = locate(this.#root, above);
    if (branch.childInfo(id) === undefined) throw notFound(branch, id);
    return await branch.usageOf(id);
  }

  child(path: string): AnyHandle {
    return this.lookup(path);
  }

  /** What lives at a path, or will: a handle that can also build the child. Which of them is meant, the compiler knows. */
  lookup(path: string): AnyHandle {
    const handle = new LiveHandle(this.#root, join(this.path, path));
    const { above, id } = split(handle.path);
    const supervisor = new LiveHandle(this.#root, above);
    const spawn: Spawn = async (create, options) => await supervisor.startChild(define(SPAWNED, id, create, options, above));
    return Object.assign(handle, childBuilder(spawn));
  }

  children<Name extends string>(name: Name, count: number): BatchBuilder<Name> {
    return batchBuilder((members) => this.#spawnAll(members), name, count, this.path);
  }

  whichChildren(): readonly ChildInfo[] {
    return this.#branch.whichChildren();
  }

  whichChild(id: string): ChildInfo {
    expectChildId(`whichChild(id) of ${this.path}`, id);
    return childIn(this.#branch, id);
  }

  countChildren(): ChildCounts {
    return this.#branch.countChildren();
  }

  getSpec(id: string): Spec {
    expectChildId(`getSpec(id) of ${this.path}`, id);
    const branch = this.#branch;
    const spec = branch.getSpec(id);
    if (spec === undefined) throw notFound(branch, id);
    return spec;
  }

  async startChild<Child extends Spec>(spec: Child): Promise<HandleOf<Child>>;
  async startChild(args?: unknown, options?: InstanceOptions): Promise<AnyHandle>;
  async startChild(what?: unknown, options: InstanceOptions = {}): Promise<AnyHandle> {
    const { branch, spec: supervisor } = this.#located;
    const { template } = supervisor.body as Partial<DynamicBody<Template | undefined>>;
    expectOptions(`startChild(args, options) of ${this.path}`, options, INSTANCE_OPTIONS);
    if (options.id !== undefined) checkId(`startChild(args, options) of ${this.path}`, options.id);
    if (branch.startInstance !== undefined && !isSpec(what)) {
      const { id } = await branch.startInstance(what, options.id);
      return this.lookup(id);
    }
    const isMade = template !== undefined && !isSpec(what);
    const spec: unknown = isMade ? this.#root.instances.next(branch, template, what, options) : what;
    checkChild(spec, supervisor.body as SupervisorBody, this.path);
    await branch.startChild(spec);
    return this.lookup(spec.id);
  }

  async stopChild(id: string): Promise<Exit | undefined> {
    expectChildId(`stopChild(id) of ${this.path}`, id);
    this.#refuseFromInside("stopChild", id);
    return await this.#branch.stopChild(id);
  }

  async restartChild(id: string): Promise<ChildInfo> {
    expectChildId(`restartChild(id) of ${this.path}`, id);
    this.#refuseFromInside("restartChild", id);
    return await this.#branch.restartChild(id);
  }

  async deleteChild(id: string): Promise<void> {
    expectChildId(`deleteChild(id) of ${this.path}`, id);
    await this.#branch.deleteChild(id);
  }

  async reviveChild(id: string): Promise<ChildInfo> {
    expectChildId(`reviveChild(id) of ${this.path}`, id);
    return await this.#branch.reviveChild(id);
  }

  async addSupervisor<Child extends Spec>(spec: Child): Promise<HandleOf<Child>> {
    expectSupervisor(spec, `addSupervisor(spec) of ${this.path}`);
    return await this.startChild(spec);
  }

  checkSpecs(specs: readonly Spec[]): void {
    checkChildren(specs, this.#located.spec.body as SupervisorBody, this.path);
  }

  /** @throws CoppiceError NOT_RUNNING when the tree has ended. */
  protected requireRunning(): void {
    locate(this.#root, this.#root.path);
  }

  get #located(): Located {
    return locate(this.#root, this.path);
  }

  get #branch(): Branch {
    return this.#located.branch;
  }

  async #spawnAll(members: readonly Member[]): Promise<Batch> {
    const specs = members.map(({ id, create, options }) => define(SPAWNED, id, create, options, this.path));
    const { branch, spec } = this.#located;
    checkChildren(specs, spec.body as SupervisorBody, this.path);
    await spawnAll(branch, specs);
    const list = specs.map(({ id }) => this.lookup(id));
    return { list, byName: Object.fromEntries(list.map((handle) => [handle.id, handle])) };
  }

  #refuseFromInside(command: string, id: string): void {
    const path = `${this.path}/${id}`;
    if (!this.#root.isInside(path)) return;
    throw new CoppiceError(
      "WOULD_DEADLOCK",
      `${command}("${id}") of ${this.path} was called by ${path} or a child below it, which would wait for its own end: to end, ` +
        `return, or call ctx.shutdown() or ctx.fail(error); to end the whole tree, ctx.shutdownTree()`,
      { details: { path } },
    );
  }
}

function childIn(branch: Branch, id: string): ChildInfo {
  const child = branch.childInfo(id);
  if (child === undefined) throw notFound(branch, id);
  return child;
}
