import { MessageChannel, type ResourceLimits, Worker } from "node:worker_threads";
import type { Branch, Incarnation, Place } from "../../child/contract.ts";
import { type Exit, failedWith, type KilledBy, NORMAL, SHUTDOWN } from "../../exit.ts";
import { HEARD_FROM_CHILD, Link } from "../../link/link.ts";
import type { FromChild, ToChild } from "../../link/message.ts";
import { Mount } from "../../link/mount.ts";
import { PortTransport } from "../../link/port-transport.ts";
import type { Timer } from "../../runtime/runtime.ts";
import { endedBeforeReady } from "../bad-child.ts";
import { Pulse } from "./pulse.ts";
import type { ThreadBody, ThreadLimits } from "./thread-body.ts";

/** How long a thread may take to be gone, in milliseconds: after its last word, and after it was terminated. */
const GRACE = 5_000;

/**
 * One life of a child in a thread of its own. What runs there is asked over the link; where that does not help the thread
 * is terminated, which ends any JavaScript, an endless loop too. Only one that is inside a native synchronous call must be
 * left behind.
 *
 * The first to say how it ended counts: its last word, the force that ended it, or an error that ended the thread.
 */
export class ThreadLife implements Incarnation {
  readonly #body: ThreadBody;
  readonly #place: Place;
  readonly #mount: Mount;
  #phase: "new" | "alive" | "over" = "new";
  #outcome: Exit | "ignored" | undefined = undefined;
  #worker: Worker | undefined = undefined;
  #link: Link<ToChild, FromChild> | undefined = undefined;
  #transport: PortTransport | undefined = undefined;
  #pulse: Pulse | undefined = undefined;
  #grace: Timer | undefined = undefined;
  /** The thread has said hello, and was told what to run. */
  #isOpen = false;
  #isReady = false;
  #isAsked = false;

  constructor(body: ThreadBody, place: Place) {
    this.#body = body;
    this.#place = place;
    this.#mount = new Mount(place, (command) => this.#link?.send(command), body.heartbeat !== undefined);
  }

  /** What is below it, where its module exports a supervisor. */
  get branch(): Branch | undefined {
    return this.#mount.branch;
  }

  /** As a supervisor it has as long as those below it need, while it gives signs of life. */
  get shutdown(): number | undefined {
    return this.branch !== undefined && this.#body.heartbeat !== undefined ? Number.POSITIVE_INFINITY : undefined;
  }

  begin(): void {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL(import.meta.resolve("#thread-main")), {
      name: this.#place.path,
      workerData: port2,
      transferList: [port2],
      resourceLimits: resourceLimits(this.#body.limits),
    });
    this.#phase = "alive";
    this.#worker = worker;
    worker.once("exit", (code) => this.#gone(code));
    worker.on("error", (error) => this.#broke(error));
    this.#transport = new PortTransport(port1);
    this.#link = new Link<ToChild, FromChild>(this.#transport, HEARD_FROM_CHILD, {
      opened: () => this.#opened(),
      heard: (message) => this.#heard(message),
      broken: (reason) => this.#terminate({ type: "disconnected", reason }),
      // The end of the thread closes the link too, and tells more.
      closed: () => undefined,
    });
  }

  stop(): void {
    this.#isAsked = true;
    if (this.#phase === "new") this.#over(SHUTDOWN);
    else if (this.#isOpen) this.#link?.send({ type: "stop" });
    else this.#terminate(SHUTDOWN);
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
      case "shutdown-tree":
        return place.environment.tree.shutdown();
      case "ignored":
        return this.#ended("ignored");
      case "exited":
        return this.#ended(message.exit);
      case "hello":
        return undefined;
      default:
        this.#mount.heard(message);
        // From here on it may take as long as its children need: only its signs of life tell whether it still does anything.
        if (this.branch !== undefined) this.#watch();
    }
  }

  /** It has had its last word; the thread ends by itself, or is made to. */
  #ended(outcome: Exit | "ignored"): void {
    this.#outcome = outcome;
    this.#pulse?.close();
    this.#grace = this.#place.environment.runtime.after(GRACE, () => this.#terminate(SHUTDOWN));
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

  /** An error that nothing in the thread could take. */
  #broke(error: unknown): void {
    const { maxHeapMb } = this.#body.limits;
    if ((error as { readonly code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY") {
      this.#outcome ??= { type: "out-of-memory", ...(maxHeapMb !== undefined && { limitMb: maxHeapMb }) };
    } else this.#outcome ??= { ...failedWith(error), ...(this.#isOpen && { stray: true }) } as Exit;
  }

  #terminate(exit: Exit): void {
    const { runtime } = this.#place.environment;
    if (this.#phase !== "alive") return;
    this.#outcome ??= exit;
    this.#pulse?.close();
    this.#grace?.cancel();
    this.#grace = runtime.after(GRACE, () => this.#abandon());
    void this.#worker?.terminate();
  }

  #gone(code: number): void {
    this.#transport?.drain();
    const outcome = this.#outcome ?? this.#exitOf(code);
    if (outcome !== "ignored") return this.#over(outcome);
    this.#close();
    this.#place.ignored(this);
  }

  /** How a thread ended that said nothing of it: its module called `process.exit`. */
  #exitOf(code: number): Exit {
    if (code !== 0) return { type: "exited", code, signal: null };
    if (this.#isAsked) return SHUTDOWN;
    return this.#isReady ? NORMAL : failedWith(endedBeforeReady(this.#place));
  }

  #abandon(): void {
    const { tree } = this.#place.environment;
    tree.leaked += 1;
    this.#worker?.unref();
    this.#place.report(this, "child.abandoned", "error");
    const exit = this.#outcome as Exit;
    this.#over(exit.type === "killed" ? { ...exit, leaked: true } : exit);
  }

  #over(exit: Exit): void {
    if (this.#phase === "over") return;
    this.#close();
    this.#place.exited(this, exit);
  }

  #close(): void {
    this.#phase = "over";
    this.#mount.close();
    this.#pulse?.close();
    this.#grace?.cancel();
    this.#link?.close();
  }
}

function resourceLimits({ maxHeapMb, maxYoungHeapMb, maxCodeMb, stackMb }: ThreadLimits): ResourceLimits {
  return {
    ...(maxHeapMb !== undefined && { maxOldGenerationSizeMb: maxHeapMb }),
    ...(maxYoungHeapMb !== undefined && { maxYoungGenerationSizeMb: maxYoungHeapMb }),
    ...(maxCodeMb !== undefined && { codeRangeSizeMb: maxCodeMb }),
    ...(stackMb !== undefined && { stackSizeMb: stackMb }),
  };
}
