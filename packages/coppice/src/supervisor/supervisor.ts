import type { Branch, Environment, Incarnation, Place, Spec } from "../child/contract.ts";
import { type Policy, readPolicy } from "../child/policy.ts";
import type { Down } from "../child/watcher.ts";
import { CoppiceError } from "../error.ts";
import { errorData } from "../error-data.ts";
import { complete, failedWith, type KilledBy } from "../exit.ts";
import type { CustomStrategy } from "../restart/strategy.ts";
import type { Timer } from "../runtime/runtime.ts";
import type { Command, News } from "./command.ts";
import { Deadlines } from "../runtime/deadlines.ts";
import { decide } from "./decide.ts";
import type { Effect } from "./effect.ts";
import { judge } from "./judge.ts";
import { LocalBranch } from "./local-branch.ts";
import { type Round, shutdownOf } from "./child-record.ts";
import { type Host, Slot } from "./slot.ts";
import { SupervisorState } from "./state.ts";
import { tooMany } from "./refusal.ts";
import { readSettings, type SupervisorBody } from "./settings.ts";

/**
 * A running supervisor: the queue of what reaches it, and the shell that runs what `decide` answers. It is the incarnation
 * of a child like any other, so trees nest without a special case.
 */
export class Supervisor implements Incarnation, Host {
  readonly state: SupervisorState;
  readonly environment: Environment;
  readonly path: string;
  readonly spec: Spec;
  readonly branch: Branch;
  readonly #place: Place;
  readonly #body: SupervisorBody;
  readonly #strategy: CustomStrategy | undefined;
  readonly #deadlines: Deadlines;
  readonly #waits = new Map<Round, Timer>();
  readonly #policies = new WeakMap<Spec["options"], Policy>();
  readonly #queue: News[] = [];
  #draining = false;
  #instance: unknown = undefined;
  /** The incarnation that is just being begun, until it tells anything: one that was ready at once needs no deadline. */
  #unheard: Incarnation | undefined = undefined;

  constructor(body: SupervisorBody, place: Place) {
    const { strategy } = body.options;
    this.#body = body;
    this.#place = place;
    this.path = place.path;
    this.spec = place.spec;
    this.#strategy = typeof strategy === "function" ? strategy : undefined;
    this.state = new SupervisorState(readSettings(body, place.path), place.environment.tree.census);
    const local = new LocalBranch(this, place.environment);
    this.branch = local;
    this.environment = {
      ...place.environment,
      branch: local,
      use: (spec) => local.use(spec),
      lookup: (target) => local.lookup(target),
    };
    this.#deadlines = new Deadlines(place.environment.runtime);
  }

  get instance(): unknown {
    return (this.#instance ??= this.#body.instance?.(this.environment));
  }

  begin(): void {
    const { children } = this.#body;
    const { count, limit } = this.state.census;
    if (count + children.length > limit) {
      throw new CoppiceError("MAX_CHILDREN", tooMany(limit, `${this.path} was not started`), {
        details: { path: this.path, limit },
      });
    }
    const { onlooker } = this.environment;
    if (onlooker !== undefined) {
      this.state.changed = new Map();
      onlooker.began(this.branch);
    }
    for (const spec of children) this.state.add(this.newSlot(spec));
    this.tell({ type: "boot" });
  }

  stop(): void {
    this.tell({ type: "stop" });
  }

  kill(by: KilledBy): void {
    this.tell({ type: "kill", by });
  }

  /** A place for a child that is not in the tree yet. */
  newSlot(spec: Spec): Slot {
    const { options, kind } = spec;
    let policy = kind.defaults === undefined ? this.#policies.get(options) : undefined;
    if (policy === undefined) {
      policy = readPolicy(options, this.#body.options.defaults, kind.defaults, this.environment.tree.defaults);
      if (kind.defaults === undefined) this.#policies.set(options, policy);
    }
    return new Slot(spec, policy, this);
  }

  /** Adds to the queue, the only writer of the state; what is told while it drains is done in the same go. */
  tell(news: News): void {
    this.#queue.push(news);
    if ("life" in news && news.life === this.#unheard) this.#unheard = undefined;
    if (this.#draining) return;
    const { runtime } = this.environment;
    if (runtime.current() === undefined) this.#drain();
    else runtime.outside(() => this.#drain());
  }

  #drain(): void {
    const { runtime, events } = this.environment;
    const queue = this.#queue;
    const effects: Effect[] = [];
    let done = 0;
    this.#draining = true;
    try {
      while (done < queue.length) {
        const news = queue[done] as News;
        done += 1;
        this.state.observed = events.active;
        decide(this.state, this.#judged(news), runtime.now(), effects);
        if (this.state.changed !== undefined) this.#tellChanges(this.state.changed);
        for (const effect of effects) this.#run(effect);
        effects.length = 0;
        if (done === 1_024) {
          queue.splice(0, done);
          done = 0;
        }
      }
    } finally {
      queue.splice(0, done);
      this.#draining = false;
      // A defect got through: what had come after it is not lost.
      if (queue.length > 0) runtime.soon(() => this.#drain());
    }
    if (events.active) events.flush();
  }

  /** Before the effects, so that whoever is answered finds what has changed. */
  #tellChanges(changed: Map<string, boolean>): void {
    if (changed.size === 0) return;
    this.environment.onlooker?.changed(this.branch, changed);
    changed.clear();
  }

  #judged(news: News): Command {
    if (news.type === "ready" || news.type === "ignored" || news.type === "ended") this.#settled(news);
    if (news.type !== "ended") return news;
    const { child, life, exit } = news;
    const { runtime, events } = this.environment;
    const verdict = judge(
      this.state,
      this.#strategy,
      child,
      exit,
      () => runtime.random(),
      (event, { id }, error) => events.emit(event, "error", `${this.path}/${id}`, child.incarnation, { error: errorData(error) }),
    );
    return { type: "exited", child, life, verdict };
  }

  /** An incarnation has kept its deadline: it is ready, or has ended. */
  #settled({ type, child, life }: News & { readonly type: "ready" | "ignored" | "ended" }): void {
    const slot = child as Slot;
    if (slot.life !== life) return;
    slot.below = life.branch;
    // One that becomes ready although it was asked to stop has still to stop in time.
    if (type !== "ready" || slot.state === "starting") this.#deadlines.clear(slot);
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case "start":
        this.#start(effect.child as Slot);
        break;
      case "stop":
        this.#stop(effect.child as Slot);
        break;
      case "kill":
        effect.child.life?.kill(effect.by);
        break;
      case "watched":
        this.#tellWatchers(effect);
        break;
      case "rest":
        effect.child.kept?.rest(effect.state);
        break;
      case "wait":
        this.#wait(effect.round, effect.ticket, effect.delay);
        break;
      case "unwait":
        this.#unwait(effect.round);
        break;
      case "answer":
        effect.request.answer(effect.child);
        break;
      case "refuse":
        effect.request.refuse(effect.refusal);
        break;
      case "event":
        this.#emit(effect);
        break;
      case "up":
        this.#place.ready(this);
        break;
      case "closing":
        this.#place.closing?.(this);
        break;
      case "down":
        this.#place.exited(this, effect.exit);
        break;
    }
  }

  #tellWatchers({ child, incarnation, watchers, exit }: Effect & { readonly type: "watched" }): void {
    const down: Down = { path: `${this.path}/${child.id}`, incarnation, exit: complete(exit) };
    for (const watcher of watchers) watcher.ended(down);
  }

  #start(slot: Slot): void {
    const { spec, policy } = slot;
    const life = create(spec, slot);
    slot.life = life;
    slot.below = undefined;
    this.#unheard = life;
    try {
      life.begin();
    } catch (error) {
      slot.exited(life, failedWith(error));
    }
    if (this.#unheard === life) this.#deadlines.set(slot, policy.startTimeout, startIsOverdue);
    this.#unheard = undefined;
  }

  #stop(slot: Slot): void {
    const { life } = slot;
    const shutdown = shutdownOf(slot);
    if (life === undefined || shutdown === "brutal") return;
    this.#deadlines.set(slot, shutdown, stopIsOverdue);
    life.stop();
  }

  #wait(round: Round, ticket: number, delay: number): void {
    const { runtime } = this.environment;
    const due = (): void => {
      this.#waits.delete(round);
      this.tell({ type: "attempt", round, ticket });
    };
    if (delay <= 0) runtime.soon(due);
    else this.#waits.set(round, runtime.after(delay, due));
  }

  #unwait(round: Round): void {
    this.#waits.get(round)?.cancel();
    this.#waits.delete(round);
  }

  #emit({ name, severity, child, data }: Effect & { readonly type: "event" }): void {
    const { events } = this.environment;
    if (child === undefined) events.emit(name, severity, this.path, this.#place.incarnation, data);
    else events.emit(name, severity, `${this.path}/${child.id}`, child.incarnation, data);
  }
}

function startIsOverdue(slot: Slot): void {
  slot.overdue("starting");
}

function stopIsOverdue(slot: Slot): void {
  slot.overdue("stopping");
}

/** Makes an incarnation; where even that throws, one that fails as soon as it begins. */
function create({ kind, body }: Spec, place: Place): Incarnation {
  try {
    return kind.create(body as never, place);
  } catch (error) {
    return {
      begin: () => {
        throw error;
      },
      stop: () => undefined,
      kill: () => undefined,
    };
  }
}
