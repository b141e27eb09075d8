import type { Branch, Environment, Incarnation, Place, Spec } from "../child/contract.ts";
import type { Policy } from "../child/policy.ts";
import type { Severity } from "../event/event.ts";
import type { Exit } from "../exit.ts";
import { isAlive } from "../child/life-cycle.ts";
import type { Watcher } from "../child/watcher.ts";
import { ChildRecord, troubleOf } from "./child-record.ts";
import type { Deadline, Timed } from "../runtime/deadlines.ts";
import type { News } from "./command.ts";

/** Who has places for children: the supervisor, as its slots see it. */
export interface Host {
  readonly path: string;
  readonly environment: Environment;
  tell(news: News): void;
}

/** A child's record together with the place that its incarnations see: one object, since there may be a million. */
export class Slot extends ChildRecord implements Place, Timed {
  readonly host: Host;
  /** What its start or its stop has to keep. */
  deadline: Deadline | undefined = undefined;
  /** What was below its last incarnation, for the stop report. */
  below: Branch | undefined = undefined;

  constructor(spec: Spec, policy: Policy, host: Host) {
    super(spec, policy);
    this.host = host;
  }

  get path(): string {
    return `${this.host.path}/${this.id}`;
  }

  get environment(): Environment {
    return this.host.environment;
  }

  ready(life: Incarnation): void {
    this.host.tell({ type: "ready", child: this, life });
  }

  ignored(life: Incarnation): void {
    this.host.tell({ type: "ignored", child: this, life });
  }

  exited(life: Incarnation, exit: Exit): void {
    this.host.tell({ type: "ended", child: this, life, exit });
  }

  condemn(life: Incarnation, exit: Exit): void {
    this.host.tell({ type: "condemned", child: this, life, exit });
  }

  /** The present incarnation took longer to start, or to stop, than it may. */
  overdue(of: "starting" | "stopping"): void {
    if (this.life !== undefined) this.host.tell({ type: "overdue", child: this, life: this.life, of });
  }

  watch(watcher: Watcher, orNext = false): boolean {
    const isComing = orNext && (this.state === "waiting" || this.state === "restarting");
    if (!isComing && !isAlive(this.state)) return false;
    (troubleOf(this).watchers ??= new Set()).add(watcher);
    return true;
  }

  unwatch(watcher: Watcher): void {
    this.trouble?.watchers?.delete(watcher);
  }

  resign(life: Incarnation): void {
    if (this.life === life) void this.environment.branch?.stopChild(this.id).catch(() => undefined);
  }

  heartbeat(): void {
    this.environment.tree.heartbeat?.();
  }

  report(life: Incarnation, type: string, severity: Severity, data?: Readonly<Record<string, unknown>>): void {
    const { events } = this.environment;
    if (events.active) events.emit(type, severity, this.path, this.life === life ? this.incarnation : undefined, data);
  }
}
