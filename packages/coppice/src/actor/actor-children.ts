import type { Branch, Environment, Place, Spec } from "../child/contract.ts";
import type { ContextLife } from "../child/context.ts";
import type { ChildDefaults, RestartLimit } from "../child/options.ts";
import { CoppiceError } from "../error.ts";
import type { Exit, KilledBy } from "../exit.ts";
import { Supervisor } from "../supervisor/supervisor.ts";

/** How an actor treats the children that it spawns. */
export interface ActorChildrenOptions {
  /** How many restarts of its children it bears within what time; one more, and it fails. Default: `{ restarts: 3, within: "5s" }`. */
  readonly intensity?: RestartLimit;
  /** What holds for its children where their own options do not say. */
  readonly defaults?: ChildDefaults;
  /** How many it may have at a time; those that restart count. Default: `Infinity`. */
  readonly maxChildren?: number;
}

/**
 * The children of one incarnation of an actor: a dynamic supervisor of its own, at the actor's path. When it gives up, the actor fails; it is
 * stopped when the actor's own end begins.
 */
export class ActorChildren {
  readonly #supervisor: Supervisor;
  readonly #ended: Promise<Exit>;
  #exit: Exit | undefined = undefined;

  constructor(place: Place, life: ContextLife, options: ActorChildrenOptions) {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.#ended = promise;
    const { spec, path, incarnation, environment, policy } = place;
    this.#supervisor = new Supervisor(
      { options, children: [], dynamic: true },
      {
        spec,
        path,
        incarnation,
        environment,
        policy,
        state: "running",
        kept: undefined,
        ready: () => undefined,
        ignored: () => undefined,
        condemn: (_supervisor, exit) => place.condemn(life, exit),
        report: (_supervisor, type, severity, data) => place.report(life, type, severity, data),
        exited: (_supervisor, exit) => {
          this.#exit = exit;
          resolve(exit);
          if (!life.isEnding) place.condemn(life, exit);
        },
      },
    );
    this.#supervisor.begin();
  }

  get branch(): Branch {
    return this.#supervisor.branch;
  }

  /** What the actor sees from here: its children first, then what is around it. */
  get environment(): Environment {
    return this.#supervisor.environment;
  }

  /** Starts a child, and resolves with what `ctx.use` answers for it: an actor's address, a service's object. */
  async spawn(spec: Spec): Promise<unknown> {
    const { branch, environment } = this.#supervisor;
    const { state } = await branch.startChild(spec);
    return state === "running" && branch.getSpec(spec.id) === spec ? environment.use(spec) : undefined;
  }

  /** Stops them all; resolves once they are down. */
  stop(): Promise<unknown> | undefined {
    if (this.#exit !== undefined) return undefined;
    this.#supervisor.stop();
    return this.#exit === undefined ? this.#ended : undefined;
  }

  /** Ends by force what is left of them; resolves once that is gone. */
  kill(by: KilledBy): Promise<unknown> | undefined {
    if (this.#exit !== undefined) return undefined;
    this.#supervisor.kill(by);
    return this.#exit === undefined ? this.#ended : undefined;
  }
}

/** Refuses what cannot be a child of an actor. @throws CoppiceError BAD_SPEC, BAD_COMBINATION. */
export function expectSpawnable(path: string, spec: Partial<Spec> | undefined): void {
  const { id, kind, options } = spec ?? {};
  if (typeof id !== "string" || typeof kind?.create !== "function" || typeof options !== "object") {
    throw new CoppiceError("BAD_SPEC", `${path}: ctx.spawn(…) was given no spec: expected one, such as actor("worker", { … }).`, {
      details: { path },
    });
  }
  if (options.significant !== true) return;
  throw new CoppiceError(
    "BAD_COMBINATION",
    `${path}: ctx.spawn(…) was given "${id}", which is significant, but the children of an actor come and go, and it stays. Leave significant out.`,
    { details: { path, option: "significant" } },
  );
}
