import { type App, type Spec, start, type StartOptions, type TreeEvent } from "coppice";
import { type VirtualRuntime, virtualRuntime } from "coppice/testing";

/** A tree that runs on virtual time, and all that it told. */
export interface GrownTree<Of extends Spec = Spec> {
  readonly app: App<Of>;
  readonly runtime: VirtualRuntime;
  /** All events from the start on. */
  readonly events: readonly TreeEvent[];
  /** The paths of all events of a type, in order. */
  readonly told: (type: TreeEvent["type"]) => readonly string[];
}

/** Starts a tree whose start needs no time. */
export async function grow<const Of extends Spec>(spec: Of, options: StartOptions = {}): Promise<GrownTree<Of>> {
  const runtime = virtualRuntime();
  const events: TreeEvent[] = [];
  const app = await start(spec, {
    runtime,
    ...options,
    listen: (source) => {
      source.subscribe((event) => void events.push(event));
      options.listen?.(source);
    },
  });
  return {
    app,
    runtime,
    events,
    told: (type) => events.filter((event) => event.type === type).map(({ path }) => path),
  };
}

/** How an awaited promise stands, without waiting for it. */
export function watch<Value>(promise: Promise<Value>): {
  value: Value | undefined;
  error: unknown;
  state: "open" | "done" | "failed";
} {
  const watched: ReturnType<typeof watch<Value>> = { value: undefined, error: undefined, state: "open" };
  promise.then(
    (value) => Object.assign(watched, { value, state: "done" }),
    (error: unknown) => Object.assign(watched, { error, state: "failed" }),
  );
  return watched;
}
