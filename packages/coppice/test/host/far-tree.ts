import type { Branch, Environment, Incarnation, Place, Spec } from "../../src/child/contract.ts";
import { readPolicy } from "../../src/child/policy.ts";
import type { AnyEvent } from "../../src/event/event.ts";
import { EventBus } from "../../src/event/event-bus.ts";
import type { Exit } from "../../src/exit.ts";
import { HostedTree } from "../../src/host/hosted-tree.ts";
import { HEARD_BY_CHILD, HEARD_FROM_CHILD, Link } from "../../src/link/link.ts";
import type { FromChild, ToChild } from "../../src/link/message.ts";
import { Mount } from "../../src/link/mount.ts";
import { systemRuntime } from "../../src/runtime/system-runtime.ts";
import { memoryTransports } from "../link/memory-transport.ts";

/** A tree at `root/far`, and its mount at the other end of a link, both in this thread: all between them goes through JSON. */
export class FarTree {
  static readonly #all: FarTree[] = [];
  readonly tree: HostedTree;
  readonly mount: Mount;
  /** What was told of it at the mount's end. */
  readonly events: AnyEvent[] = [];
  /** The types of the messages that came over the link. */
  readonly said: string[] = [];
  readonly environment: Environment;
  readonly ended: Promise<Exit>;
  #toTree: Link<ToChild, FromChild> | undefined;
  #toMount: Link<FromChild, ToChild> | undefined;

  constructor(spec: Spec, heartbeats = true) {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    const bus = new EventBus(systemRuntime);
    bus.subscribe((event) => void this.events.push(event));
    this.ended = promise;
    this.environment = {
      runtime: systemRuntime,
      events: bus,
      tree: { shutdown: () => this.said.push("(the tree goes down)"), stale: 0, leaked: 0, shared: new Map() },
      lookup: () => undefined,
      use: () => undefined,
    };
    this.mount = new Mount(this.#place(spec), (message) => this.#toTree?.send(message), heartbeats);
    const start = { module: "", args: null, ready: "start", shutdown: null, heartbeat: null } as const;
    const place = { ...start, type: "start", path: "root/far", incarnation: 1, now: systemRuntime.now() } as const;
    this.tree = new HostedTree(spec, place, {
      tell: (message) => this.#toMount?.send(message),
      ended: (message) => {
        this.#toMount?.send(message);
        resolve(message.type === "exited" ? message.exit : { type: "normal" });
      },
    });
    this.connect();
    this.tree.begin();
    FarTree.#all.push(this);
  }

  /** Ends all there are, by force. */
  static clear(): void {
    for (const far of FarTree.#all.splice(0)) {
      far.disconnect();
      far.mount.close();
      far.tree.kill("outside");
    }
  }

  /** The supervisor itself. */
  get there(): Branch {
    const { branch } = this.tree;
    if (branch === undefined) throw new Error("it has no children");
    return branch;
  }

  /** The supervisor as its mount's end sees it, or one below. */
  at(...ids: readonly string[]): Branch {
    let branch = this.mount.branch;
    for (const id of ids) branch = branch?.branch(id);
    if (branch === undefined) throw new Error(`there is no ${["far", ...ids].join("/")}`);
    return branch;
  }

  /** Loses what was between them. */
  disconnect(): void {
    this.#toTree?.close();
    this.#toMount?.close();
  }

  connect(): void {
    const [above, below] = memoryTransports();
    this.#toTree = new Link<ToChild, FromChild>(above, HEARD_FROM_CHILD, {
      opened: () => undefined,
      heard: (message) => {
        this.said.push(message.type);
        if (isOfTree(message)) this.mount.heard(message);
      },
      broken: (reason) => this.said.push(reason),
      closed: () => undefined,
    });
    this.#toMount = new Link<FromChild, ToChild>(below, HEARD_BY_CHILD, {
      opened: () => undefined,
      heard: (message) => {
        if (message.type === "command") this.tree.ask(message);
        else if (message.type === "resume") this.tree.resume(message.after);
      },
      broken: (reason) => this.said.push(reason),
      closed: () => undefined,
    });
  }

  /** Resolves once all that is under way has been said and heard. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  #place(spec: Spec): Place {
    const nothing = (_life: Incarnation): void => undefined;
    return {
      spec,
      path: "root/far",
      state: "running",
      incarnation: 1,
      environment: this.environment,
      policy: readPolicy({}),
      kept: undefined,
      ready: nothing,
      ignored: nothing,
      exited: nothing,
      condemn: nothing,
      report: nothing,
    };
  }
}

function isOfTree(message: FromChild): message is Parameters<Mount["heard"]>[0] {
  return ["actor", "state", "events", "stop-report", "reply", "refusal"].includes(message.type);
}
