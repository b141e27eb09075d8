import type { Environment, Incarnation, Place, Spec } from "../../src/child/contract.ts";
import type { ChildOptions } from "../../src/child/options.ts";
import { readPolicy } from "../../src/child/policy.ts";
import type { ErrorData } from "../../src/error-data.ts";
import { EventBus } from "../../src/event/event-bus.ts";
import type { Exit } from "../../src/exit.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";

/** What an incarnation told its place, and in whose async context. */
export interface Told {
  /** ready, ignored, exited, condemned, or the type of what it reported. */
  readonly news: string;
  readonly exit?: Exit;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** The message of the error that it reported. */
  readonly error?: string | undefined;
  readonly inside: object | undefined;
}

/** A place without a supervisor, that only keeps what it is told. */
export interface LonePlace extends Place {
  readonly told: Told[];
  readonly news: readonly string[];
  /** What its only end was. */
  readonly exit: Exit | undefined;
}

/** Makes an incarnation of the spec at `lone/<id>`, not begun, in a place of its own. */
export function alone(
  runtime: Runtime,
  spec: Spec,
  options: ChildOptions = {},
): { readonly life: Incarnation; readonly place: LonePlace } {
  const told: Told[] = [];
  const environment: Environment = {
    runtime,
    events: new EventBus(runtime),
    tree: { shutdown: () => undefined, stale: 0, leaked: 0, shared: new Map() },
    lookup: () => undefined,
    use: ({ id }) => {
      throw new Error(`no ${id} here`);
    },
  };
  const keep = (entry: Omit<Told, "inside">): void => void told.push({ ...entry, inside: runtime.current() });
  const place: LonePlace = {
    spec,
    path: `lone/${spec.id}`,
    state: "running",
    kept: undefined,
    incarnation: 1,
    environment,
    policy: readPolicy(options),
    told,
    get news() {
      return told.map(({ news }) => news);
    },
    get exit() {
      const ends = told.filter(({ news }) => news === "exited");
      if (ends.length > 1) throw new Error("it ended more than once");
      return ends[0]?.exit;
    },
    ready: () => keep({ news: "ready" }),
    ignored: () => keep({ news: "ignored" }),
    exited: (_life, exit) => keep({ news: "exited", exit }),
    condemn: (_life, exit) => keep({ news: "condemned", exit }),
    report: (_life, news, _severity, data) => keep({ news, data, error: (data?.["error"] as ErrorData | undefined)?.message }),
  };
  return { life: spec.kind.create(spec.body as never, place), place };
}
