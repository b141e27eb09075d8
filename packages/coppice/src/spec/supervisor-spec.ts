import type { Spec } from "../child/contract.ts";
import type { ChildDefaults, ChildOptions, RestartLimit } from "../child/options.ts";
import type { AutoShutdown, SupervisorOptions } from "../child/supervisor-options.ts";
import type { Make } from "../kind/make.ts";
import type { BackoffOptions } from "../restart/backoff.ts";
import type { RestartType } from "../restart/restart-type.ts";
import type { Strategy } from "../restart/strategy.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import type { Duration } from "../time/duration.ts";
import { ChildSpec } from "./child-spec.ts";
import { define, NO_OPTIONS, type Word } from "./define.ts";
import type { FreshId } from "./distinct-ids.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { InstanceOf } from "./instance.ts";
import { SERVICE, type ServiceAnswer, type ServiceSpec } from "./service.ts";
import type { TaskOptions } from "./task-options.ts";
import { TASK, type TaskAnswer, type TaskSpec } from "./task.ts";
import { checkAlone } from "./validation/check-child.ts";
import { checkOptions } from "./validation/check-options.ts";
import { duplicateId } from "./validation/expect-children.ts";
import { expectSupervisor } from "./validation/expect-spec.ts";
import { WORKER, type WorkerSpec } from "./worker.ts";

/** What a supervisor is made of, with the types of its children. */
export interface BodyOf<Children extends readonly Spec[]> extends SupervisorBody {
  readonly children: Children;
}

/** A list of children with one more at its end. */
type With<Children extends readonly Spec[], Child extends Spec> = readonly [...Children, Child];

/** What a fluent word takes for options: all of them, or the restart type alone. */
type OptionsOr<Options> = RestartType | Options;

/**
 * A supervisor and its children, as `supervisor(…)` describes them.
 *
 * Each `with…` answers a new spec, with an identity of its own for `ctx.use`, and leaves this one as it is; it sets its option
 * anew, or puts a child after the others. A value is refused at once; options that do not go together are refused when
 * the spec is complete, that is when it becomes a child or is started, so the order of the words is free.
 *
 * ```ts
 * const root = supervisor("root").withStrategy("one-for-all").withIntensity(5, "10s")
 *   .withWorker("counter", (ctx) => new Counter(ctx), "permanent").withSupervisor(database);
 * ```
 */
export class SupervisorSpec<Id extends string = string, Children extends readonly Spec[] = readonly Spec[]> extends ChildSpec<
  BodyOf<Children>,
  Id
> {
  declare readonly options: SupervisorOptions;

  constructor(id: Id, options: SupervisorOptions, children: Children) {
    super(id, supervisorKind, Object.freeze({ options, children, dynamic: false }), options);
  }

  /** @throws CoppiceError BAD_OPTION. */
  withStrategy(strategy: Strategy): SupervisorSpec<Id, Children> {
    return this.withOptions({ strategy });
  }

  /** How many restarts it bears within what time. @throws CoppiceError BAD_OPTION, BAD_DURATION. */
  withIntensity(restarts: number, within: Duration): SupervisorSpec<Id, Children> {
    return this.withOptions({ intensity: { restarts, within } });
  }

  /** What holds for its children; takes the place of what was said before. @throws CoppiceError BAD_OPTION, BAD_DURATION. */
  withDefaults(defaults: ChildDefaults): SupervisorSpec<Id, Children> {
    return this.withOptions({ defaults });
  }

  /** @throws CoppiceError BAD_OPTION. */
  withAutoShutdown(autoShutdown: AutoShutdown): SupervisorSpec<Id, Children> {
    return this.withOptions({ autoShutdown });
  }

  /** @throws CoppiceError BAD_OPTION. */
  withBoot(boot: "sequential" | "concurrent"): SupervisorSpec<Id, Children> {
    return this.withOptions({ boot });
  }

  /** @throws CoppiceError BAD_OPTION. */
  withMaxChildren(maxChildren: number): SupervisorSpec<Id, Children> {
    return this.withOptions({ maxChildren });
  }

  /** When its own parent starts it again. @throws CoppiceError BAD_OPTION. */
  withRestart(restart: RestartType): SupervisorSpec<Id, Children> {
    return this.withOptions({ restart });
  }

  /** How long it has to end, as a child. @throws CoppiceError BAD_DURATION. */
  withShutdown(shutdown: Duration | "brutal"): SupervisorSpec<Id, Children> {
    return this.withOptions({ shutdown });
  }

  /** How long it may take to start, as a child. @throws CoppiceError BAD_DURATION. */
  withStartTimeout(startTimeout: Duration): SupervisorSpec<Id, Children> {
    return this.withOptions({ startTimeout });
  }

  /** How long it waits before it is started again, as a child. @throws CoppiceError BAD_OPTION, BAD_DURATION. */
  withBackoff(backoff: BackoffOptions | false): SupervisorSpec<Id, Children> {
    return this.withOptions({ backoff });
  }

  /** How often it may be started again, as a child. @throws CoppiceError BAD_OPTION, BAD_DURATION. */
  withBudget(budget: RestartLimit | false): SupervisorSpec<Id, Children> {
    return this.withOptions({ budget });
  }

  /** Any options; what they do not name stays as it is. @throws CoppiceError BAD_OPTION, BAD_DURATION. */
  withOptions(options: SupervisorOptions): SupervisorSpec<Id, Children> {
    const said = frozenCopy(options);
    checkOptions(this.id, said, "a supervisor");
    return new SupervisorSpec(this.id, Object.freeze({ ...this.options, ...said }), this.body.children);
  }

  /**
   * One more child of whatever kind, after the others.
   *
   * @throws CoppiceError BAD_SPEC, DUPLICATE_ID, BAD_COMBINATION for options of the child's own.
   */
  withChild<const Child extends Spec>(child: Child & FreshId<Children, Child["id"]>): SupervisorSpec<Id, With<Children, Child>> {
    const { id, body, options } = this;
    const { children } = body;
    checkAlone(child, id, `${id}: the child`);
    const first = children.findIndex((other) => other.id === child.id);
    if (first !== -1) throw duplicateId(id, child.id, first, children.length);
    return new SupervisorSpec(id, options, Object.freeze([...children, child] as const));
  }

  /** One more supervisor. @throws CoppiceError as `withChild`; BAD_SPEC when it is of another kind. */
  withSupervisor<const Child extends Spec & { readonly body: SupervisorBody }>(
    child: Child & FreshId<Children, Child["id"]>,
  ): SupervisorSpec<Id, With<Children, Child>> {
    expectSupervisor(`${this.id}: withSupervisor(…)`, child);
    return (this as SupervisorSpec).withChild<Spec>(child) as never;
  }

  /** One more task, as `task(…)` makes it. @throws CoppiceError as `task` and `withChild`. */
  withTask<const ChildId extends string, Answer extends TaskAnswer>(
    id: ChildId & FreshId<Children, ChildId>,
    run: Make<Answer>,
    options?: OptionsOr<TaskOptions>,
  ): SupervisorSpec<Id, With<Children, TaskSpec<InstanceOf<Answer>, ChildId>>> {
    return withMade(this, TASK, id, run, options) as never;
  }

  /** One more service, as `service(…)` makes it. @throws CoppiceError as `service` and `withChild`. */
  withService<const ChildId extends string, Answer extends ServiceAnswer>(
    id: ChildId & FreshId<Children, ChildId>,
    create: Make<Answer>,
    options?: OptionsOr<ChildOptions>,
  ): SupervisorSpec<Id, With<Children, ServiceSpec<InstanceOf<Answer>, ChildId>>> {
    return withMade(this, SERVICE, id, create, options) as never;
  }

  /**
   * One more task or service: what its factory answers at each start says which. A promise, or an object with `run`, lives as a
   * task; one with `start` and `stop` as a service.
   *
   * @throws CoppiceError as `task` and `withChild`.
   */
  withWorker<const ChildId extends string, Answer extends TaskAnswer | ServiceAnswer>(
    id: ChildId & FreshId<Children, ChildId>,
    create: Make<Answer>,
    options?: OptionsOr<TaskOptions>,
  ): SupervisorSpec<Id, With<Children, WorkerSpec<InstanceOf<Answer>, ChildId>>> {
    return withMade(this, WORKER, id, create, options) as never;
  }
}

function withMade<Body>(
  spec: SupervisorSpec,
  word: Word<Body>,
  id: string,
  make: unknown,
  options: OptionsOr<ChildOptions> = NO_OPTIONS,
): SupervisorSpec {
  const said = typeof options === "string" ? { restart: options } : options;
  return spec.withChild<Spec>(define(word, id, make, said, spec.id));
}
