import type { ChildInfo } from "../../src/child/child-info.ts";
import type { Environment, Place, Spec } from "../../src/child/contract.ts";
import { readPolicy } from "../../src/child/policy.ts";
import type { SupervisorOptions } from "../../src/child/supervisor-options.ts";
import type { AnyEvent } from "../../src/event/event.ts";
import { EventBus } from "../../src/event/event-bus.ts";
import type { Exit } from "../../src/exit.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { supervisorKind } from "../../src/supervisor/supervisor-kind.ts";
import { Supervisor } from "../../src/supervisor/supervisor.ts";

/** A supervisor that runs without anything above it. */
export interface PlantedRoot {
  readonly supervisor: Supervisor;
  readonly environment: Environment;
  /** All events so far, in order. */
  readonly events: AnyEvent[];
  /** How it ended. */
  readonly exit: Exit | undefined;
  /** The events of one child, or of the supervisor itself, by type. */
  of(path: string, type?: string): readonly AnyEvent[];
  child(id: string): ChildInfo;
  /** How often somebody asked for the tree to go down. */
  readonly shutdowns: number;
}

/** Starts a supervisor at `root` in a place of its own. */
export function plant(runtime: Runtime, children: readonly Spec[], options: SupervisorOptions = {}): PlantedRoot {
  const events: AnyEvent[] = [];
  const bus = new EventBus(runtime);
  bus.subscribe((event) => void events.push(event));
  let exit: Exit | undefined;
  let shutdowns = 0;
  const environment: Environment = {
    runtime,
    events: bus,
    tree: {
      shutdown: () => {
        shutdowns += 1;
        supervisor.stop();
      },
      stale: 0,
      leaked: 0,
      shared: new Map(),
    },
    lookup: () => undefined,
    use: ({ id }) => {
      throw new Error(`no ${id} above the root`);
    },
  };
  const body = { options, children, dynamic: false };
  const place: Place = {
    spec: { id: "root", kind: supervisorKind, body, options },
    path: "root",
    state: "running",
    kept: undefined,
    incarnation: 1,
    environment,
    policy: readPolicy(options),
    ready: () => undefined,
    ignored: () => undefined,
    exited: (_life, how) => {
      exit = how;
    },
    condemn: () => undefined,
    report: () => undefined,
  };
  const supervisor = new Supervisor(body, place);
  supervisor.begin();
  return {
    supervisor,
    environment,
    events,
    of: (path, type) => events.filter((event) => event.path === path && (type ?? event.type) === event.type),
    child(id) {
      const info = supervisor.branch.childInfo(id);
      if (info === undefined) throw new Error(`no child ${id}`);
      return info;
    },
    get exit() {
      return exit;
    },
    get shutdowns() {
      return shutdowns;
    },
  };
}
