import type { Incarnation } from "../child/contract.ts";
import { isStopReason } from "../child/stop-reason.ts";
import { errorData } from "../error-data.ts";
import { type Exit, failedWith, isAbnormal, SHUTDOWN } from "../exit.ts";
import { LEAVING } from "../kind/hosted/leaving.ts";
import { workerKind } from "../kind/worker.ts";
import { HEARD_BY_CHILD, Link } from "../link/link.ts";
import type { FromChild, Start, ToChild } from "../link/message.ts";
import type { Transport } from "../link/transport.ts";
import { HostedPlace } from "./hosted-place.ts";
import { loadFactory } from "./load-factory.ts";

/** How many beats there are in the time that may pass without one. */
const BEATS = 4;

/**
 * The side of a link where the child lives: loads its module, runs it as it would run in the loop of its supervisor, and tells
 * what becomes of it. Once it has ended, or the link is lost, it leaves.
 */
export class HostedChild {
  readonly #link: Link<FromChild, ToChild>;
  readonly #leave: (code: number) => void;
  #life: Incarnation | undefined = undefined;
  #isAsked = false;
  #isOver = false;
  /** The first error that nobody awaited. */
  #stray: Exit | undefined = undefined;

  /** @param leave ends the thread or the process around it, with an exit code. */
  constructor(transport: Transport, leave: (code: number) => void) {
    this.#leave = leave;
    this.#link = new Link<FromChild, ToChild>(transport, HEARD_BY_CHILD, {
      opened: () => undefined,
      heard: (message) => {
        if (message.type === "start") void this.#start(message);
        else this.#stop();
      },
      broken: () => undefined,
      closed: () => leave(LEAVING.lost),
    });
  }

  /** An error that nobody awaited: there is nobody here but the child. */
  strayed(error: unknown): void {
    if (this.#isAsked && isStopReason(error)) return;
    const exit: Exit = { type: "failed", error: errorData(error), stray: true };
    if (this.#life === undefined) return this.#end({ type: "exited", exit });
    if (this.#stray === undefined && !this.#isAsked) this.#link.send({ type: "condemned", exit });
    this.#stray ??= exit;
  }

  async #start(start: Start): Promise<void> {
    const { module, args, ready, heartbeat, path } = start;
    if (heartbeat !== null) setInterval(() => this.#link.send({ type: "heartbeat" }), heartbeat / BEATS).unref();
    try {
      const create = await loadFactory(module, args, path);
      if (this.#isOver) return;
      const place = new HostedPlace(start, {
        tell: (message) => this.#link.send(message),
        ended: (message) => this.#end(message),
      });
      this.#life = workerKind.create({ create, ready }, place);
    } catch (error) {
      return this.#end({ type: "exited", exit: failedWith(error) });
    }
    this.#life.begin();
  }

  #stop(): void {
    this.#isAsked = true;
    if (this.#life === undefined) this.#end({ type: "exited", exit: SHUTDOWN });
    else this.#life.stop();
  }

  #end(message: FromChild & { readonly type: "exited" | "ignored" }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isHidden = this.#stray !== undefined && !(message.type === "exited" && isAbnormal(message.exit));
    this.#link.send(isHidden ? { type: "exited", exit: this.#stray as Exit } : message);
    this.#leave(LEAVING.ended);
  }
}
