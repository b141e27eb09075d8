import { ActorSystem } from "../actor/actor-system.ts";
import { Census } from "../child/census.ts";
import type { ChildInfo, StopReport } from "../child/child-info.ts";
import type { Branch, Environment, Incarnation, Place, Spec } from "../child/contract.ts";
import type { ChildState } from "../child/life-cycle.ts";
import { livesInside } from "../child/inside.ts";
import { type Policy, readPolicy } from "../child/policy.ts";
import { CoppiceError } from "../error.ts";
import { EventBus, type EventBusOptions } from "../event/event-bus.ts";
import type { Severity } from "../event/event.ts";
import { complete, type Exit, type KilledBy } from "../exit.ts";
import type { Runtime, Timer } from "../runtime/runtime.ts";
import type { TreeLimits } from "../spec/tree-limits.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import type { Phase } from "../supervisor/state.ts";
import { LocalBranch } from "../supervisor/local-branch.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { Instances } from "../spec/instances.ts";

const STATES: Readonly<Record<Phase["type"], ChildState>> = {
  new: "starting",
  booting: "starting",
  running: "running",
  stopping: "stopping",
  ended: "stopped",
};

/** Who a tree is started for. */
export interface Starter {
  /** Told when the root, once ready, gave up and nobody listens to the tree's events. */
  unheard(path: string, exit: Exit): void;
  /** How many milliseconds a stop of the tree may take, whoever asks for it. Default: `Infinity`. */
  readonly longestStop?: number;
}

/** What a tree is started with. */
interface RootOptions extends EventBusOptions {
  readonly limits?: TreeLimits;
}

/** The root of a running tree: the place of a supervisor that has no parent, and so the tree itself. */
export class Root implements Place {
  readonly spec: Spec;
  readonly path: string;
  readonly incarnation = 1;
  readonly environment: Environment & { readonly events: EventBus };
  readonly instances: Instances = new Instances();
  readonly policy: Policy;
  kept: undefined = undefined;
  /** Resolves with undefined once the root is ready, or with its exit when it ended before. */
  readonly settled: Promise<Exit | undefined>;
  /** Resolves with the root's exit once all is down. */
  readonly ended: Promise<Exit>;
  /** Resolves when it was first ended by force. */
  readonly forced: Promise<KilledBy>;
  readonly #supervisor: Supervisor;
  readonly #starter: Starter;
  readonly #settle: (exit: Exit | undefined) => void;
  readonly #end: (exit: Exit) => void;
  readonly #force: (by: KilledBy) => void;
  /** The root's exit whatever it ends with. */
  #condemned: Exit | undefined;
  #exit: Exit | undefined;
  #killedBy: KilledBy | undefined;
  readonly #lastCalls: (() => void)[] = [];
  #wasReady = false;
  #startTimer: Timer | undefined;
  #deadline: { readonly due: number; readonly timer: Timer } | undefined;
  #since: number;
  #closedAt: number | undefined;
  #took = 0;

  constructor(spec: Spec, runtime: Runtime, { limits = {}, ...bus }: RootOptions, starter: Starter) {
    const { children, startTimeout, shutdown, ...actors } = limits;
    this.spec = spec;
    this.path = spec.id;
    this.environment = {
      runtime,
      events: new EventBus(runtime, { ...bus, path: spec.id }),
      tree: {
        shutdown: () => this.stop(),
        stale: 0,
        leaked: 0,
        census: new Census(children),
        defaults: { ...(startTimeout !== undefined && { startTimeout }), ...(shutdown !== undefined && { shutdown }) },
        shared: new Map(),
      },
      use: (wanted) => this.#missing(wanted),
      lookup: (target) => (typeof target === "string" ? this.#at(target) : undefined),
    };
    ActorSystem.of(this.environment).limits = actors;
    this.policy = readPolicy(spec.options, {}, spec.kind.defaults);
    this.#starter = starter;
    this.#since = runtime.now();
    ({ promise: this.settled, resolve: this.#settle } = Promise.withResolvers());
    ({ promise: this.ended, resolve: this.#end } = Promise.withResolvers());
    ({ promise: this.forced, resolve: this.#force } = Promise.withResolvers());
    this.#supervisor = new Supervisor(spec.body as SupervisorBody, this);
  }

  /** The exit, once all is down. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Why it was ended by force, if it was. */
  get killedBy(): KilledBy | undefined {
    return this.#killedBy;
  }

  /** Whether all of it was ready once. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  get state(): ChildState {
    return STATES[this.#supervisor.state.phase.type];
  }

  /** What the root gives to those below it. */
  get inside(): Environment {
    return this.#supervisor.environment;
  }

  get branch(): Branch {
    return this.#supervisor.branch;
  }

  begin(): void {
    const { runtime } = this.environment;
    const { startTimeout } = this.policy;
    runtime.outside(() => {
      if (startTimeout !== Number.POSITIVE_INFINITY) {
        const overdue = (): void => this.condemn(this.#supervisor, { type: "timeout", of: "start", after: startTimeout });
        this.#startTimer = runtime.after(startTimeout, overdue);
      }
      this.#supervisor.begin();
    });
  }

  /**
   * Asks the tree to stop, in order; what is left after `within` milliseconds, or after the root's `shutdown`, is killed.
   * Of several such deadlines the earliest holds.
   */
  stop(within: number = Number.POSITIVE_INFINITY): void {
    if (this.#exit !== undefined) return;
    const { runtime } = this.environment;
    runtime.outside(() => {
      // First, for all may be down at once: the end lets go of the deadline.
      this.#setDeadline(runtime.now() + within);
      this.#supervisor.stop();
    });
  }

  /** However its end began, it takes no longer than it may. */
  closing(): void {
    if (this.#closedAt !== undefined) return;
    const now = this.environment.runtime.now();
    this.#closedAt = now;
    this.#since = now;
    this.#setDeadline(now + this.#longestStop);
  }

  /** Ends all that is left, by force. */
  kill(by: KilledBy): void {
    this.#killedBy ??= by;
    this.#force(by);
    this.#supervisor.kill(by);
  }

  /** Whether the caller runs in a child of this tree, at or below a path. */
  isInside(path: string): boolean {
    const { runtime, tree } = this.environment;
    const life = runtime.current();
    return livesInside(life, path) && (life as Partial<{ place: Place }>).place?.environment.tree === tree;
  }

  info(): ChildInfo {
    return {
      id: this.spec.id,
      path: this.path,
      kind: this.spec.kind.name,
      restart: "temporary",
      state: this.state,
      incarnation: 1,
      restarts: 0,
      since: this.#since,
      ...(this.#exit && { exit: this.#exit }),
    };
  }

  /** How the tree went down. */
  stopReport(): StopReport {
    const exit = this.#exit;
    return {
      id: this.spec.id,
      path: this.path,
      ...(exit && { exit }),
      took: this.#took,
      ...(exit?.type === "killed" && { killed: true as const }),
      ...(exit?.type === "killed" && exit.leaked && { leaked: true as const }),
      children: this.branch.stopReport(),
    };
  }

  /** Calls once all is down, before the events end. */
  lastly(call: () => void): void {
    this.#lastCalls.push(call);
  }

  ready(): void {
    this.#startTimer?.cancel();
    this.#since = this.environment.runtime.now();
    this.#wasReady = true;
    this.#settle(undefined);
  }

  ignored(life: Incarnation): void {
    this.condemn(life, { type: "normal" });
  }

  condemn(life: Incarnation, exit: Exit): void {
    this.#condemned ??= exit;
    life.stop();
  }

  exited(_life: Incarnation, exit: Exit): void {
    const { runtime, events } = this.environment;
    this.#startTimer?.cancel();
    this.#deadline?.timer.cancel();
    this.#since = runtime.now();
    this.#took = this.#since - (this.#closedAt ?? this.#since);
    this.#exit = complete(this.#condemned ?? exit);
    if (this.#wasReady && this.#exit.type === "gave-up" && !events.hasListeners) this.#starter.unheard(this.path, this.#exit);
    for (const call of this.#lastCalls) call();
    events.close();
    this.#settle(this.#exit);
    this.#end(this.#exit);
  }

  report(_life: Incarnation, type: string, severity: Severity, data?: Readonly<Record<string, unknown>>): void {
    this.environment.events.emit(type, severity, this.path, this.incarnation, data);
  }

  get #longestStop(): number {
    const { shutdown } = this.policy;
    return Math.min(shutdown === "brutal" ? 0 : shutdown, this.#starter.longestStop ?? Number.POSITIVE_INFINITY);
  }

  #setDeadline(due: number): void {
    if (due === Number.POSITIVE_INFINITY || due >= (this.#deadline?.due ?? Number.POSITIVE_INFINITY)) return;
    const { runtime } = this.environment;
    this.#deadline?.timer.cancel();
    this.#deadline = { due, timer: runtime.after(due - runtime.now(), () => this.kill("deadline")) };
  }

  #at(path: string): Place | undefined {
    const [root, ...below] = path.split("/");
    const { branch } = this;
    return root === this.path && branch instanceof LocalBranch ? branch.at(below) : undefined;
  }

  #missing({ id }: Spec): never {
    throw new CoppiceError(
      "NOT_FOUND",
      `no child of ${this.path} was started from this spec of "${id}": use the very spec that stands in the tree, not a copy of it`,
      { details: { path: this.path, id } },
    );
  }
}
