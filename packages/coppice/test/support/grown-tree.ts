import { type App, type Spec, start, type StartOptions, type TreeEvent } from "coppice";
import { type VirtualRuntime, virtualRuntime } from "coppice/testing";

/** A tree that starts on virtual time, and all that it told. */
export interface SownTree<Of extends Spec = Spec> {
  readonly starting: Promise<App<Of>>;
  readonly runtime: VirtualRuntime;
  /** All events from the start on. */
  readonly events: readonly TreeEvent[];
  /** The paths of all events of a type, in order. */
  readonly told: (type: TreeEvent["type"]) => readonly string[];
}

/** A tree that runs. */
export interface GrownTree<Of extends Spec = Spec> extends Omit<SownTree<Of>, "starting"> {
  readonly app: App<Of>;
}

/** Begins the start of a tree. */
export function sow<const Of extends Spec>(spec: Of, options: StartOptions = {}): SownTree<Of> {
  const runtime = virtualRuntime();
  const events: TreeEvent[] = [];
  const starting = start(spec, {
    runtime,
    ...options,
    listen: (source) => {
      source.subscribe((event) => void events.push(event));
      options.listen?.(source);
    },
  });
  return { starting, runtime, events, told: (type) => events.filter((event) => event.type === type).map(({ path }) => path) };
}

/** Starts a tree whose start needs no time. */
export async function grow<const Of extends Spec>(spec: Of, options: StartOptions = {}): Promise<GrownTree<Of>> {
  const { starting, ...tree } = sow(spec, options);
  return { app: await starting, ...tree };
}

/** How a promise stands, for who does not wait for it. */
export interface Watched<Value> {
  value: Value | undefined;
  error: unknown;
  state: "open" | "done" | "failed";
}

/** Watches a promise, without waiting for it. */
export function watch<Value>(promise: Promise<Value>): Watched<Value> {
  const watched: Watched<Value> = { value: undefined, error: undefined, state: "open" };
  promise.then(
    (value) => Object.assign(watched, { value, state: "done" }),
    (error: unknown) => Object.assign(watched, { error, state: "failed" }),
  );
  return watched;
}
