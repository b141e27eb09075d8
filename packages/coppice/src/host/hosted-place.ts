import type { Environment, Incarnation, Kept, Place, Spec } from "../child/contract.ts";
import { type Policy, readPolicy } from "../child/policy.ts";
import { NO_EVENTS } from "../event/event-sink.ts";
import type { Severity } from "../event/event.ts";
import type { Exit } from "../exit.ts";
import { jsonSafe } from "../json.ts";
import { workerKind } from "../kind/worker.ts";
import type { FromChild, Start } from "../link/message.ts";
import { plainRuntime } from "../runtime/plain-runtime.ts";
import { onClock } from "./far-clock.ts";
import { refuseUse } from "./refuse-use.ts";

/** Who hears what a hosted child tells. */
export interface Teller {
  tell(message: FromChild): void;
  /** Its last word. */
  ended(message: FromChild & { readonly type: "exited" | "ignored" }): void;
}

/** The place of a child that lives elsewhere than its supervisor: what it is told goes over the link. */
export class HostedPlace implements Place {
  readonly spec: Spec;
  readonly path: string;
  readonly incarnation: number;
  readonly environment: Environment;
  readonly policy: Policy;
  /** Only its supervisor knows more of it: here it lives. */
  readonly state = "running";
  kept: Kept | undefined = undefined;
  readonly #teller: Teller;

  constructor({ path, incarnation, shutdown, now }: Start, teller: Teller) {
    const runtime = onClock(plainRuntime, now);
    this.path = path;
    this.incarnation = incarnation;
    this.policy = readPolicy({ shutdown: shutdown ?? Number.POSITIVE_INFINITY });
    this.spec = { id: path.slice(path.lastIndexOf("/") + 1), kind: workerKind, body: undefined, options: {} };
    this.environment = {
      runtime,
      events: NO_EVENTS,
      tree: { shutdown: () => teller.tell({ type: "shutdown-tree" }), stale: 0, leaked: 0, shared: new Map() },
      use: (spec) => refuseUse(path, spec),
      lookup: () => undefined,
    };
    this.#teller = teller;
  }

  ready(): void {
    this.#teller.tell({ type: "ready" });
  }

  ignored(): void {
    this.#teller.ended({ type: "ignored" });
  }

  exited(_life: Incarnation, exit: Exit): void {
    // What did not end here ends with what is around it: nothing is leaked.
    this.#teller.ended({ type: "exited", exit: exit.type === "killed" ? { type: "killed", by: exit.by } : exit });
  }

  condemn(_life: Incarnation, exit: Exit): void {
    this.#teller.tell({ type: "condemned", exit });
  }

  heartbeat(): void {
    this.#teller.tell({ type: "heartbeat" });
  }

  report(_life: Incarnation, event: string, severity: Severity, data?: Readonly<Record<string, unknown>>): void {
    if (event === "child.abandoned") return;
    const safe = data === undefined ? null : (jsonSafe(data) as { readonly [key: string]: never });
    this.#teller.tell({ type: "report", event, severity, data: safe });
  }
}
