import type { Environment, Incarnation, Kept, Place, Spec } from "../child/contract.ts";
import type { ChildState } from "../child/life-cycle.ts";
import type { Policy } from "../child/policy.ts";
import type { Severity } from "../event/event.ts";
import type { Exit } from "../exit.ts";
import { refuseUse } from "./refuse-use.ts";

/** The incarnation around what a module makes. */
export interface Around extends Incarnation {
  /** What lives in it has ended. */
  ended(exit: Exit): void;
  /** It had nothing to run. */
  ignored(): void;
}

/**
 * The place of what a module makes in this event loop, a worker or a tree: what that tells is told by the incarnation around it. As elsewhere it finds
 * nothing but what is below it.
 */
export class ModulePlace implements Place {
  readonly spec: Spec;
  readonly path: string;
  readonly incarnation: number;
  readonly environment: Environment;
  readonly policy: Policy;
  readonly #place: Place;
  readonly #life: Around;
  readonly #replaced: () => boolean;

  /**
   * @param spec of what lives there.
   * @param replaced asked in no child's context when that has nothing to run: whether something else has taken its place.
   */
  constructor(place: Place, life: Around, spec: Spec = place.spec, replaced: () => boolean = () => false) {
    const { path, incarnation, environment, policy } = place;
    this.spec = spec;
    this.path = path;
    this.incarnation = incarnation;
    this.environment = {
      ...environment,
      use: (wanted) => refuseUse(path, wanted),
      lookup: (target) => (isBelow(target, path) ? environment.lookup(target) : undefined),
    };
    this.policy = policy;
    this.#replaced = replaced;
    this.#place = place;
    this.#life = life;
  }

  get state(): ChildState {
    return this.#place.state;
  }

  get kept(): Kept | undefined {
    return this.#place.kept;
  }

  set kept(kept: Kept | undefined) {
    this.#place.kept = kept;
  }

  ready(): void {
    this.#place.ready(this.#life);
  }

  ignored(): void {
    if (!this.environment.runtime.outside(this.#replaced)) this.#life.ignored();
  }

  exited(_life: Incarnation, exit: Exit): void {
    this.#life.ended(exit);
  }

  resign(): void {
    this.#place.resign?.(this.#life);
  }

  heartbeat(): void {
    this.#place.heartbeat?.(this.#life);
  }

  condemn(_life: Incarnation, exit: Exit): void {
    this.#place.condemn(this.#life, exit);
  }

  report(_life: Incarnation, event: string, severity: Severity, data?: Readonly<Record<string, unknown>>): void {
    this.#place.report(this.#life, event, severity, data);
  }
}

function isBelow(target: Spec | string, path: string): boolean {
  return typeof target === "string" && target.startsWith(`${path}/`);
}
