import type { Branch, Environment, Incarnation, Kept, Place, Spec } from "../child/contract.ts";
import { type Policy, readPolicy } from "../child/policy.ts";
import { EventBus } from "../event/event-bus.ts";
import type { Severity } from "../event/event.ts";
import type { Exit, KilledBy } from "../exit.ts";
import { chargeTo } from "../fault/fault-domain.ts";
import { ActorSystem } from "../actor/actor-system.ts";
import { Inbox } from "../actor/far/inbox.ts";
import type { FarCommand } from "../link/command-message.ts";
import type { Mail } from "../link/mail-message.ts";
import type { Start } from "../link/message.ts";
import { Post } from "../link/post.ts";
import { systemRuntime } from "../runtime/system-runtime.ts";
import { LocalBranch } from "../supervisor/local-branch.ts";
import { onClock } from "./far-clock.ts";
import { FarCommands } from "./far-commands.ts";
import type { Teller } from "./hosted-place.ts";
import { refuseUse } from "./refuse-use.ts";
import { News, unleaked } from "./news.ts";

/**
 * A whole tree that lives elsewhere than its supervisor: the place of the supervisor, or the actor, that a module exports, and so the root of
 * what is here. All that happens in it is told over the link.
 */
export class HostedTree implements Place, Incarnation {
  readonly spec: Spec;
  readonly path: string;
  readonly incarnation: number;
  readonly environment: Environment & { readonly events: EventBus };
  readonly policy: Policy;
  /** Only its supervisor knows more of it: here it lives. */
  readonly state = "running";
  kept: Kept | undefined = undefined;
  readonly #life: Incarnation;
  readonly #news: News;
  readonly #commands: FarCommands;
  readonly #teller: Teller;
  /** The way to actors of the tree around. */
  readonly #around: Post;
  readonly #inbox: Inbox;
  #isReady = false;
  #wantsDown = false;

  /** @param exported the spec, whose id, and options as a child, give way to those of its place. */
  constructor(exported: Spec, { path, incarnation, shutdown: time, now }: Start, teller: Teller) {
    const runtime = onClock(systemRuntime, now);
    const { kind, body, options } = exported;
    this.spec = { id: path.slice(path.lastIndexOf("/") + 1), kind, body, options };
    this.path = path;
    this.incarnation = incarnation;
    this.policy = readPolicy({ shutdown: time ?? Number.POSITIVE_INFINITY });
    const shutdown = (): void => {
      this.#wantsDown = true;
      this.#tell({ type: "shutdown-tree" });
    };
    const heartbeat = (): void => teller.tell({ type: "heartbeat" });
    const tree = { shutdown, heartbeat, stale: 0, leaked: 0, shared: new Map() };
    const events = new EventBus(runtime, { path });
    this.#teller = teller;
    this.#news = new News(runtime, events, tree, (message) => teller.tell(message));
    this.environment = {
      runtime,
      events,
      tree,
      onlooker: this.#news,
      use: (spec) => refuseUse(path, spec),
      lookup: (target) => (typeof target === "string" ? this.#at(target) : undefined),
    };
    this.#life = kind.create(body as never, this);
    const system = ActorSystem.of(this.environment);
    this.#around = new Post(path.slice(0, path.lastIndexOf("/")));
    this.#around.open({ send: (mail) => this.#tell(mail), hasActor: () => undefined });
    this.#inbox = new Inbox(system, this.#around, (mail) => this.#tell(mail));
    system.around = { root: path, post: this.#around };
    this.#commands = new FarCommands(
      () => this.branch,
      runtime,
      (outcome) => this.#tell(outcome),
    );
  }

  /** The supervisor; of an actor, its children, once it has had any. */
  get branch(): Branch | undefined {
    return this.#life.branch;
  }

  begin(): void {
    this.#tellKind();
    this.environment.runtime.outside(() => this.#life.begin());
  }

  stop(): void {
    this.environment.runtime.outside(() => this.#life.stop());
  }

  kill(by: KilledBy): void {
    this.#life.kill(by);
  }

  /** Does what is asked of a supervisor of this tree, and tells what came of it. */
  ask(command: FarCommand): void {
    this.#commands.take(command);
  }

  /** What is said to an actor here, or comes back to one. */
  take(mail: Mail): void {
    this.#inbox.heard(mail);
  }

  /** Tells again, over a link that is new, what is to be known: how all of it is, and what happened after an event. */
  resume(after: number): void {
    this.#around.lost();
    this.#inbox.close();
    this.#tellKind();
    this.#news.again(this.branch, after);
    if (this.#isReady) this.#teller.tell({ type: "ready" });
    if (this.#wantsDown) this.#teller.tell({ type: "shutdown-tree" });
  }

  /** Charges an error that nobody awaited to the child here that caused it; answers whether one did. */
  charge(error: unknown): boolean {
    return chargeTo(this.environment.runtime, this.environment.tree, error);
  }

  ready(): void {
    this.#isReady = true;
    this.#tell({ type: "ready" });
  }

  ignored(): void {
    this.#end({ type: "ignored" });
  }

  exited(_life: Incarnation, exit: Exit): void {
    this.#end({ type: "exited", exit: unleaked(exit) });
  }

  resign(): void {
    this.#tell({ type: "resign" });
  }

  heartbeat(): void {
    this.environment.tree.heartbeat?.();
  }

  condemn(_life: Incarnation, exit: Exit): void {
    this.#tell({ type: "condemned", exit });
  }

  report(_life: Incarnation, type: string, severity: Severity, data?: Readonly<Record<string, unknown>>): void {
    // It ends with what is around it.
    if (type === "child.abandoned") return;
    this.environment.events.emit(type, severity, this.path, this.incarnation, data);
  }

  #tellKind(): void {
    if (this.spec.kind.name === "actor") this.#teller.tell({ type: "actor" });
  }

  /** Nothing of it comes back here, so what waits in its mailbox reaches nobody. */
  #end(message: Parameters<Teller["ended"]>[0]): void {
    this.kept?.rest("gone");
    this.environment.events.close();
    this.#news.flush();
    if (this.branch !== undefined) this.#news.report(this.path, this.branch.stopReport());
    this.#teller.ended(message);
  }

  /** What was told before is heard before. */
  #tell(message: Parameters<Teller["tell"]>[0]): void {
    this.#news.flush();
    this.#teller.tell(message);
  }

  #at(path: string): Place | undefined {
    if (path === this.path) return this;
    const { branch } = this;
    const isBelow = path.startsWith(`${this.path}/`) && branch instanceof LocalBranch;
    return isBelow ? branch.at(path.slice(this.path.length + 1).split("/")) : undefined;
  }
}
