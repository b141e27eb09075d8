import { ActorSystem } from "../../actor/actor-system.ts";
import { Inbox } from "../../actor/far/inbox.ts";
import { Ref } from "../../actor/ref.ts";
import type { Branch, Incarnation, Place } from "../../child/contract.ts";
import type { Usage } from "../../child/usage.ts";
import { countsAsWell } from "../../child/exit-rule.ts";
import { CoppiceError } from "../../error.ts";
import { type Exit, failedWith, type KilledBy, NORMAL, SHUTDOWN } from "../../exit.ts";
import { HEARD_FROM_CHILD, Link } from "../../link/link.ts";
import { isMail } from "../../link/mail-message.ts";
import type { FromChild, ToChild } from "../../link/message.ts";
import { Mount } from "../../link/mount.ts";
import { Post } from "../../link/post.ts";
import type { Timer } from "../../runtime/runtime.ts";
import { endedBeforeReady } from "../bad-child.ts";
import type { HostedBody } from "./hosted-body.ts";
import { LEAVING } from "./leaving.ts";
import { Pulse } from "./pulse.ts";
import type { Launch, Vessel } from "./vessel.ts";

/** How long it may take until it is gone, in milliseconds: after its last word, and after it was terminated. */
const GRACE = 5_000;

/** How long a vessel may be there whose link is closed, in milliseconds: one that ends closes it too, and then tells more. */
const LOST = 1_000;

/**
 * One life of a child that lives elsewhere, in a vessel of its own. What runs there is asked over the link; where that does not help the
 * vessel is terminated. Where even that does not end it, it must be left behind.
 *
 * The first to say how it ended counts: its last word, the force that ended it, an error that ended the vessel, or how that
 * ended as seen from outside.
 */
export class HostedLife implements Incarnation {
  readonly #body: HostedBody;
  readonly #place: Place;
  readonly #launch: Launch;
  readonly #mount: Mount;
  /** The way to actors below it, which stays at the place. */
  readonly #post: Post;
  /** What actors there say. */
  readonly #inbox: Inbox;
  #phase: "new" | "alive" | "over" = "new";
  #outcome: Exit | "ignored" | undefined = undefined;
  #vessel: Vessel | undefined = undefined;
  #link: Link<ToChild, FromChild> | undefined = undefined;
  #pulse: Pulse | undefined = undefined;
  #grace: Timer | undefined = undefined;
  /** The other side has said hello, and was told what to run. */
  #isOpen = false;
  #isReady = false;
  #isAsked = false;
  #isForced = false;

  constructor(body: HostedBody, place: Place, launch: Launch) {
    this.#body = body;
    this.#place = place;
    this.#launch = launch;
    this.#mount = new Mount(place, (command) => this.#link?.send(command), body.heartbeat !== undefined);
    this.#post = place.kept instanceof Post ? place.kept : new Post(place.path);
    this.#inbox = new Inbox(ActorSystem.of(place.environment), this.#post, (mail) => this.#link?.send(mail));
    place.kept = this.#post;
  }

  /** The address of the actor that its module exports; else what there is of what it lives in. */
  get instance(): unknown {
    const { path, environment } = this.#place;
    return this.#mount.isActor ? new Ref(path, ActorSystem.of(environment)) : this.#vessel?.instance;
  }

  /** @throws CoppiceError NOT_RUNNING before it is there, and once it has gone; UNSUPPORTED. */
  async usage(): Promise<Usage> {
    const usage = await this.#vessel?.usage();
    if (usage !== undefined) return usage;
    const { path } = this.#place;
    throw new CoppiceError("NOT_RUNNING", `${path} has not begun: what it uses can be asked for when it runs`, {
      details: { path },
    });
  }

  /** What is below it, where its module exports a supervisor, or an actor that has children. */
  get branch(): Branch | undefined {
    return this.#mount.branch;
  }

  /** As a supervisor it has as long as those below it need, while it gives signs of life. */
  get shutdown(): number | undefined {
    return this.branch !== undefined && !this.#mount.isActor && this.#body.heartbeat !== undefined
      ? Number.POSITIVE_INFINITY
      : undefined;
  }

  get isForced(): boolean {
    return this.#isForced;
  }

  begin(): void {
    this.#vessel = this.#launch({
      broke: (exit) => this.#broke(exit),
      report: (event, severity, data) => this.#place.report(this, event, severity, data),
      gone: (exit) => this.#gone(exit),
    });
    this.#phase = "alive";
    this.#link = new Link<ToChild, FromChild>(this.#vessel.transport, HEARD_FROM_CHILD, {
      opened: () => this.#opened(),
      heard: (message) => this.#heard(message),
      broken: (reason) => this.#terminate({ type: "disconnected", reason }),
      closed: () => this.#lost(),
    });
  }

  stop(): void {
    this.#isAsked = true;
    if (this.#phase === "new") this.#over(SHUTDOWN);
    else if (this.#isOpen) {
      this.#link?.send({ type: "stop" });
      this.#watchTree();
    } else this.#terminate(SHUTDOWN);
  }

  kill(by: KilledBy): void {
    const exit: Exit = { type: "killed", by };
    if (this.#phase === "new") this.#over(exit);
    else this.#terminate(exit);
  }

  #opened(): void {
    const { module, args, ready, heartbeat = null } = this.#body;
    const { path, incarnation, policy, environment } = this.#place;
    const shutdown = policy.shutdown === Number.POSITIVE_INFINITY ? null : policy.shutdown;
    const now = environment.runtime.now();
    this.#isOpen = true;
    this.#link?.send({ type: "start", module, args, path, incarnation, ready, shutdown, heartbeat, now });
  }

  #heard(message: FromChild): void {
    const place = this.#place;
    if (this.#phase === "over" || this.#outcome !== undefined) return;
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        this.#watch();
        return place.ready(this);
      case "heartbeat":
        return this.#pulse?.beat();
      case "condemned":
        return place.condemn(this, message.exit);
      case "report":
        return place.report(this, message.event, message.severity, message.data ?? undefined);
      case "resign":
        return place.resign?.(this);
      case "shutdown-tree":
        return place.environment.tree.shutdown();
      case "ignored":
        return this.#ended("ignored");
      case "exited":
        return this.#ended(message.exit);
      case "hello":
        return undefined;
      default:
        if (isMail(message)) return this.#inbox.heard(message);
        this.#mount.heard(message);
        this.#show();
        this.#watchTree();
    }
  }

  /** Actors there can be reached as soon as there is a tree, or it is one itself. */
  #show(): void {
    if ((this.branch === undefined && !this.#mount.isActor) || this.#post.isOpen) return;
    this.#post.open({ send: (mail) => this.#link?.send(mail), hasActor: (path) => this.#mount.hasActor(path) });
  }

  /** It has had its last word; the vessel ends by itself, or is made to. */
  #ended(outcome: Exit | "ignored"): void {
    this.#outcome = outcome;
    this.#pulse?.close();
    this.#wait(GRACE, () => this.#terminate(SHUTDOWN));
  }

  /** A tree may take as long to end as its children need: only its signs of life tell whether it still does anything. Its start has a time of its own. */
  #watchTree(): void {
    if (this.branch !== undefined && this.#isAsked) this.#watch();
  }

  #watch(): void {
    const { heartbeat } = this.#body;
    if (heartbeat === undefined || this.#pulse !== undefined) return;
    this.#pulse = new Pulse(this.#place.environment.runtime, heartbeat, () => {
      const exit: Exit = { type: "unresponsive", after: heartbeat };
      // One that is late although it was asked to stop, or already was late, is not waited for.
      if (this.#isAsked) this.#terminate(exit);
      else this.#place.condemn(this, exit);
    });
  }

  /** It is not there any more for whom it was: nobody waits for the error. */
  #broke(exit: Exit): void {
    this.#outcome ??= exit.type === "failed" && this.#isOpen ? { ...exit, stray: true } : exit;
  }

  /** Nothing is heard of it any more; if that is not because it ends, it is made to. */
  #lost(): void {
    if (this.#phase === "over" || this.#outcome !== undefined) return;
    this.#wait(LOST, () => this.#terminate({ type: "disconnected", reason: "its side of the link was closed" }));
  }

  #terminate(exit: Exit): void {
    if (this.#phase !== "alive") return;
    // One that had its last word, or had not begun, is ended with what that comes to.
    this.#isForced ||= this.#isAsked && exit !== SHUTDOWN;
    this.#outcome ??= exit;
    this.#pulse?.close();
    this.#wait(GRACE, () => this.#abandon());
    this.#vessel?.terminate();
  }

  #wait(delay: number, passed: () => void): void {
    this.#grace?.cancel();
    this.#grace = this.#place.environment.runtime.after(delay, passed);
  }

  #gone(exit: Exit): void {
    this.#over(this.#outcome ?? (exit.type === "exited" ? this.#exitOf(exit) : exit));
  }

  /** How a vessel ended that said nothing of it. */
  #exitOf(exit: Exit & { readonly type: "exited" }): Exit {
    if (exit.code === LEAVING.lost) return { type: "disconnected", reason: "its side of the link was closed" };
    // Its module called `process.exit`.
    const isWell = exit.code === 0;
    if (this.#isAsked) return isWell ? SHUTDOWN : exit;
    const isEarly = !this.#isReady && (isWell || countsAsWell(this.#place.policy, exit));
    if (isEarly) return failedWith(endedBeforeReady(this.#place, this.#body.ready));
    return isWell ? NORMAL : exit;
  }

  #abandon(): void {
    this.#vessel?.abandon?.();
    // It was only its last words that took so long.
    if (this.#phase === "over") return;
    this.#place.environment.tree.leaked += 1;
    this.#place.report(this, "child.abandoned", "error");
    const outcome = this.#outcome as Exit | "ignored";
    this.#over(typeof outcome === "object" && outcome.type === "killed" ? { ...outcome, leaked: true } : outcome);
  }

  #over(outcome: Exit | "ignored"): void {
    if (this.#phase === "over") return;
    this.#close();
    if (outcome === "ignored") this.#place.ignored(this);
    else this.#place.exited(this, outcome);
  }

  #close(): void {
    this.#phase = "over";
    this.#mount.close();
    this.#post.close();
    this.#inbox.close();
    this.#pulse?.close();
    this.#grace?.cancel();
    this.#link?.close();
  }
}
