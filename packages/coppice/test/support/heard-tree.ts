import {
  type AnyApp,
  type AnyEvent,
  type EventStream,
  type Spec,
  start,
  type StopReport,
  supervisor,
  type TreeEvent,
} from "coppice";

/** A tree that runs, and all that it tells from the start on. */
export class HeardTree {
  static readonly #all: AnyApp[] = [];
  readonly app: AnyApp;
  readonly #events: AsyncIterator<TreeEvent>;
  readonly heard: TreeEvent[] = [];

  constructor(app: AnyApp, events: EventStream<TreeEvent>) {
    this.app = app;
    this.#events = events[Symbol.asyncIterator]() as AsyncIterator<TreeEvent>;
  }

  static async of(...children: readonly Spec[]): Promise<HeardTree> {
    let events: EventStream<TreeEvent> | undefined;
    const app = await start(supervisor("root", children), { listen: (source) => void (events = source.stream()) });
    HeardTree.#all.push(app);
    return new HeardTree(app, events as EventStream<TreeEvent>);
  }

  /** Ends all there are: what a test that failed has left. */
  static async clear(): Promise<void> {
    await Promise.all(HeardTree.#all.map((app) => app.stop()));
  }

  /** Resolves with the next event of this type about a path. */
  async next(type: TreeEvent["type"], path: string): Promise<AnyEvent> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done) throw new Error(`the tree has ended without ${type} of ${path}`);
      this.heard.push(value);
      if (value.type === type && value.path === path) return value as AnyEvent;
    }
  }
}

/** How what is at the ids below a tree's root went down. */
export function reportAt(report: StopReport, ...ids: readonly string[]): StopReport | undefined {
  let found: StopReport | undefined = report;
  for (const id of ids) found = found?.children?.find((child) => child.id === id);
  return found;
}
