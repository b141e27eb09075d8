import type { ChildInfo, StopReport } from "../child/child-info.ts";
import type { Branch, Tree, Onlooker } from "../child/contract.ts";
import type { EventBus } from "../event/event-bus.ts";
import type { AnyEvent } from "../event/event.ts";
import { Ring } from "../event/ring.ts";
import type { Exit } from "../exit.ts";
import { farChild } from "../link/far-child.ts";
import { farSupervisor } from "../link/far-spec.ts";
import { MAX_LIST } from "../link/field.ts";
import type { FarBranch, FarChild, FarReport, FromTree } from "../link/tree-message.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** The most events of one message: they may be large. */
const MAX_EVENTS = 100;

/** How many events are kept for a link that is new: what is older is lost to it. */
const KEPT_EVENTS = 1_000;

/** What is to be told of one supervisor. */
interface Unsaid {
  readonly branch: Branch;
  /** It has begun: all of it is to be told. */
  readonly isNew: boolean;
  /** The children that changed, in order, each with whether its id was gone meanwhile. */
  readonly children: Map<string, boolean>;
}

/**
 * What happens in a tree, gathered and told once in a turn of the event loop: a child that changed often is told once, as it is
 * then. First how things are, then what happened.
 */
export class News implements Onlooker {
  readonly #runtime: Runtime;
  readonly #bus: EventBus;
  readonly #tree: Tree;
  readonly #send: (message: FromTree) => void;
  readonly #unsaid = new Map<string, Unsaid>();
  readonly #kept = new Ring<AnyEvent>(KEPT_EVENTS);
  #events: AnyEvent[] = [];
  #isDue = false;

  constructor(runtime: Runtime, bus: EventBus, tree: Tree, send: (message: FromTree) => void) {
    this.#runtime = runtime;
    this.#bus = bus;
    this.#tree = tree;
    this.#send = send;
    bus.subscribe((event) => {
      this.#events.push(event);
      this.#kept.push(event);
      this.#schedule();
    });
  }

  began(branch: Branch): void {
    this.#unsaid.set(branch.path, { branch, isNew: true, children: new Map() });
    this.#schedule();
  }

  changed(branch: Branch, children: ReadonlyMap<string, boolean>): void {
    let unsaid = this.#unsaid.get(branch.path);
    if (unsaid === undefined) this.#unsaid.set(branch.path, (unsaid = { branch, isNew: false, children: new Map() }));
    for (const [id, wasGone] of children) {
      if (wasGone) unsaid.children.delete(id);
      if (!unsaid.children.has(id)) unsaid.children.set(id, wasGone);
    }
    this.#schedule();
  }

  /** Tells at once what there is to tell. */
  flush(): void {
    this.#bus.flush();
    const unsaid = [...this.#unsaid.values()];
    const events = this.#events;
    this.#unsaid.clear();
    this.#events = [];
    // Those above are told first.
    const branches = unsaid.toSorted((one, other) => one.branch.path.length - other.branch.path.length);
    this.#tell(branches.flatMap((one) => (one.isNew ? this.#whole(one.branch) : this.#changes(one))));
    for (const part of slices(events, MAX_EVENTS)) this.#send({ type: "events", missed: 0, events: part });
  }

  /** Tells all of a tree, and what happened after the event of a number, as far as that is kept. */
  again(root: Branch | undefined, after: number): void {
    this.#bus.flush();
    this.#events = [];
    this.#unsaid.clear();
    if (root !== undefined) this.#tell([...below(root)].flatMap((branch) => this.#whole(branch)));
    const events = [...this.#kept].filter(({ seq }) => seq > after);
    let missed = Math.max(0, (events[0]?.seq ?? 0) - after - 1);
    for (const part of slices(events, MAX_EVENTS)) {
      this.#send({ type: "events", missed, events: part });
      missed = 0;
    }
  }

  /** Tells how the children of a supervisor, and those below them, went down. */
  report(path: string, reports: readonly StopReport[]): void {
    for (const children of slices(reports.map(farReport), MAX_LIST)) this.#send({ type: "stop-report", path, children });
    for (const { path: below, children } of reports) if (children !== undefined) this.report(below, children);
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#runtime.soon(() => {
      this.#isDue = false;
      this.flush();
    });
  }

  /** All of a supervisor, in parts that a message can hold. */
  #whole(branch: Branch): readonly FarBranch[] {
    const children = branch.whichChildren().map((child) => this.#child(branch, child));
    return partsOf({ path: branch.path, begun: farSupervisor(branch.spec), removed: [], children });
  }

  #changes({ branch, children }: Unsaid): readonly FarBranch[] {
    const removed: string[] = [];
    const there: FarChild[] = [];
    for (const [id, wasGone] of children) {
      const child = branch.childInfo(id);
      if (wasGone || child === undefined) removed.push(id);
      if (child !== undefined) there.push(this.#child(branch, child));
    }
    return partsOf({ path: branch.path, removed, children: there });
  }

  #child(branch: Branch, child: ChildInfo): FarChild {
    return farChild(child, branch.getSpec(child.id) ?? branch.spec, this.#runtime.now());
  }

  /** Tells of supervisors, as many in one message as it can hold. */
  #tell(branches: readonly FarBranch[]): void {
    let part: FarBranch[] = [];
    let size = 0;
    const send = (): void => {
      if (part.length > 0) this.#send({ type: "state", leaked: this.#tree.leaked, branches: part });
      part = [];
      size = 0;
    };
    for (const branch of branches) {
      const more = 1 + branch.removed.length + branch.children.length;
      if (size + more > MAX_LIST) send();
      part.push(branch);
      size += more;
    }
    send();
  }
}

/** First what is gone, then what is there: so many in each part as a message can hold. */
function partsOf({ removed, children, ...branch }: FarBranch): readonly FarBranch[] {
  if (removed.length + children.length < MAX_LIST) return [{ ...branch, removed, children }];
  const { path } = branch;
  return [
    { ...branch, removed: [], children: [] },
    ...slices(removed, MAX_LIST).map((part) => ({ path, removed: part, children: [] })),
    ...slices(children, MAX_LIST).map((part) => ({ path, removed: [], children: part })),
  ];
}

/** A supervisor and those below it that run, those above first. */
function* below(branch: Branch): Generator<Branch> {
  yield branch;
  for (const { id } of branch.whichChildren()) {
    const next = branch.branch(id);
    if (next !== undefined) yield* below(next);
  }
}

function slices<Value>(values: readonly Value[], size: number): (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));
}

/** What was left behind here ends with what is around it: nothing is leaked. */
function farReport({ id, exit, took, killed }: StopReport): FarReport {
  return { id, took, ...(exit && { exit: unleaked(exit) }), ...(killed && { killed }) };
}

/** The same of an exit. */
export function unleaked(exit: Exit): Exit {
  return exit.type === "killed" ? { type: "killed", by: exit.by } : exit;
}
