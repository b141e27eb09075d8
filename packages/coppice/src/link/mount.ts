import type { Branch, Place } from "../child/contract.ts";
import type { CommandOutcome, FarCommand, Resume } from "./command-message.ts";
import type { MountEvents } from "./events.ts";
import { Mirror } from "./mirror.ts";
import { MirroredBranch } from "./mirrored-branch.ts";
import { Requests } from "./requests.ts";
import type { FarBranch, FromTree } from "./tree-message.ts";

/** How long a command may take where no heartbeat tells whether the other side is there, in milliseconds. */
const PATIENCE = 60_000;

/** Kinds of children that may be made from modules. */
const FROM_MODULES: ReadonlySet<string> = new Set(["worker", "thread", "program"]);

/**
 * What is below a child that lives elsewhere, once it shows that it is a supervisor, or an actor with children: its likeness here, and the way of
 * commands to it. It speaks of its own path and those below; what it says of others is dropped.
 */
export class Mount {
  readonly #place: Place;
  readonly #send: (message: FarCommand | Resume) => void;
  readonly #mirror: Mirror;
  readonly #requests: Requests;
  #branch: Branch | undefined = undefined;
  #isActor = false;
  #leaked = 0;
  /** The number of the last event that was heard. */
  #heard = 0;

  /**
   * @param send sends over the link, whichever it is now.
   * @param isWatched whether the lack of heartbeats ends the link, and so what was asked over it.
   */
  constructor(place: Place, send: (message: FarCommand | Resume) => void, isWatched: boolean) {
    this.#place = place;
    this.#send = send;
    this.#mirror = new Mirror(place.path);
    this.#requests = new Requests(place.environment.runtime, send, isWatched ? Number.POSITIVE_INFINITY : PATIENCE);
  }

  /** The supervisor that lives there, or the children of the actor; undefined until it has begun, and where there is none. */
  get branch(): Branch | undefined {
    return this.#branch;
  }

  /** Whether it is an actor that lives there, as far as is known by now. */
  get isActor(): boolean {
    return this.#isActor;
  }

  /** Whether an actor is at its path, or at one below it; undefined where that is not known, for a module's name does not tell what it exports. */
  hasActor(path: string): boolean | undefined {
    if (path === this.#place.path) return this.#isActor;
    const at = path.lastIndexOf("/");
    const kind = this.#mirror.child(path.slice(0, at), path.slice(at + 1))?.kind;
    if (kind === undefined || !FROM_MODULES.has(kind)) return kind === "actor";
    return undefined;
  }

  heard(message: FromTree | CommandOutcome): void {
    switch (message.type) {
      case "actor":
        this.#isActor = true;
        return;
      case "state":
        this.#leak(message.leaked);
        for (const branch of message.branches) this.#take(branch);
        return;
      case "events":
        return this.#relay(message);
      case "stop-report":
        return this.#mirror.report(message.path, message.children);
      default:
        return this.#requests.settle(message);
    }
  }

  /** Goes on over a link that is new: hears what was missed, and gives again what has no outcome. */
  resume(): void {
    this.#send({ type: "resume", after: this.#heard });
    this.#requests.again();
  }

  /** The other side is gone, with all that ran there: what was asked of it settles. */
  close(): void {
    this.#leak(0);
    this.#requests.close();
  }

  #take(branch: FarBranch): void {
    const { path, begun, removed, children } = branch;
    if (!this.#mirror.covers(path)) return;
    this.#mirror.take(branch);
    const { onlooker, runtime } = this.#place.environment;
    const mirrored = new MirroredBranch(path, this.#mirror, this.#requests, runtime);
    if (path === this.#place.path) this.#branch ??= mirrored;
    if (onlooker === undefined) return;
    if (begun !== undefined) onlooker.began(mirrored);
    const changed = new Map(removed.map((id) => [id, true]));
    for (const { id } of children) {
      const wasGone = changed.delete(id);
      changed.set(id, wasGone);
    }
    onlooker.changed(mirrored, changed);
  }

  #relay({ missed, events: happened }: Extract<FromTree, { readonly type: "events" }>): void {
    const { path, environment } = this.#place;
    const { events } = environment;
    if (missed > 0) events.emit("mount.gap", "warn", path, undefined, { missed } satisfies MountEvents["mount.gap"]);
    for (const event of happened) {
      if (event.seq <= this.#heard) continue;
      this.#heard = event.seq;
      if (this.#mirror.covers(event.path)) events.relay(event);
    }
    events.flush();
  }

  #leak(leaked: number): void {
    this.#place.environment.tree.leaked += leaked - this.#leaked;
    this.#leaked = leaked;
  }
}
