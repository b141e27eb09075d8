import { ActorSystem } from "../actor/actor-system.ts";
import type { DeadLetterCounts } from "../actor/dead-letters.ts";
import type { Ref } from "../actor/ref.ts";
import { type RefOf, refTo } from "../actor/ref-to.ts";
import type { Spec } from "../child/contract.ts";
import type { Usage } from "../child/usage.ts";
import type { ChildInfo, StopReport } from "../child/child-info.ts";
import { CoppiceError } from "../error.ts";
import type { SubscribeOptions } from "../event/event-bus.ts";
import type { EventStream, EventStreamOptions } from "../event/event-stream.ts";
import type { Exit } from "../exit.ts";
import { expectSpec } from "../spec/validation/expect-spec.ts";
import { millisecondsOrNever } from "../time/duration.ts";
import type { App, StopOptions, TreeSnapshot } from "./app.ts";
import { eventSource } from "./event-source.ts";
import type { TreeEvent, TreeEventSource, TreeHistory } from "./events.ts";
import { expectOptions, type NamesOf } from "./expect-options.ts";
import { LiveHandle } from "./live-handle.ts";
import type { Root } from "./root.ts";
import { snapshotOf } from "./tree-snapshot.ts";

const STOP_OPTIONS: NamesOf<StopOptions> = { deadline: true };

/** A tree that runs in this process. */
export class LiveApp extends LiveHandle implements App {
  readonly exit: Promise<Exit>;
  readonly history: TreeHistory | undefined;
  readonly #root: Root;
  readonly #events: TreeEventSource;

  constructor(root: Root) {
    super(root, root.path);
    this.#root = root;
    this.exit = root.ended;
    this.#events = eventSource(root.environment.events);
    this.history = this.#events.history;
  }

  get leaked(): number {
    return this.#root.environment.tree.leaked;
  }

  override info(): ChildInfo {
    this.requireRunning();
    return this.#root.info();
  }

  override async usage(): Promise<Usage> {
    this.requireRunning();
    const { path } = this.#root;
    throw new CoppiceError(
      "UNSUPPORTED",
      `${path} is the root, which shares the event loop with all else in this process: ask for the usage of a thread or a program in it.`,
      { details: { path } },
    );
  }

  async stop(options: StopOptions = {}): Promise<StopReport> {
    expectOptions("stop(options)", options, STOP_OPTIONS);
    const { deadline = Number.POSITIVE_INFINITY } = options;
    const root = this.#root;
    const within = millisecondsOrNever(deadline, "stop({ deadline })");
    if (root.exit === undefined && root.isInside(root.path)) {
      throw new CoppiceError(
        "WOULD_DEADLOCK",
        `app.stop() was called by a child of ${root.path}, which would wait for its own end: call ctx.shutdownTree() and go on`,
        { details: { path: root.path } },
      );
    }
    root.stop(within);
    await root.ended;
    return root.stopReport();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  ref<Target extends Spec | string>(target: Target): RefOf<Target> {
    this.requireRunning();
    return refTo(this.#root.inside, target);
  }

  refAt(path: string): Ref {
    return this.ref(path);
  }

  use<Instance>(spec: Spec<Instance>): Instance {
    this.requireRunning();
    expectSpec("app.use(spec)", spec);
    return this.#root.inside.use(spec) as Instance;
  }

  get deadLetters(): DeadLetterCounts {
    return ActorSystem.of(this.#root.inside).deadLetters.counts;
  }

  snapshot(): TreeSnapshot {
    return snapshotOf(this.#root);
  }

  subscribe(listener: (event: TreeEvent) => unknown, options?: SubscribeOptions): () => void {
    return this.#events.subscribe(listener, options);
  }

  stream(options?: EventStreamOptions): EventStream<TreeEvent> {
    return this.#events.stream(options);
  }
}
