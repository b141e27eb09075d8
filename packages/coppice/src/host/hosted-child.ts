import { isStopReason } from "../child/stop-reason.ts";
import { errorData } from "../error-data.ts";
import { type Exit, failedWith, isAbnormal, SHUTDOWN } from "../exit.ts";
import { LEAVING } from "../kind/hosted/leaving.ts";
import { HEARD_BY_CHILD, Link } from "../link/link.ts";
import { isMail } from "../link/mail-message.ts";
import type { FromChild, Start, ToChild } from "../link/message.ts";
import type { Transport } from "../link/transport.ts";
import { LONGEST_WAIT } from "../runtime/plain-runtime.ts";
import { ExportedLife } from "./exported-life.ts";
import { stopwatch } from "./far-clock.ts";
import { hostedGround } from "./hosted-ground.ts";
import type { Teller } from "./hosted-place.ts";
import type { HostedTree } from "./hosted-tree.ts";
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
  #life: ExportedLife<HostedTree> | undefined = undefined;
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
        else if (message.type === "command") this.#life?.tree?.ask(message);
        else if (message.type === "resume") this.#resume(message.after);
        else if (message.type === "stop") this.#stop();
        else if (isMail(message)) this.#life?.tree?.take(message);
      },
      broken: () => undefined,
      closed: () => leave(LEAVING.lost),
    });
  }

  /** An error that nobody awaited: of a child of the tree here, or else of what lives here itself. Answers true: somebody always answers for it. */
  strayed(error: unknown): true {
    if (this.#life?.tree?.charge(error) || (this.#isAsked && isStopReason(error))) return true;
    const exit: Exit = { type: "failed", error: errorData(error), stray: true };
    if (this.#life === undefined) {
      this.#end({ type: "exited", exit });
      return true;
    }
    if (this.#stray === undefined && !this.#isAsked) this.#link.send({ type: "condemned", exit });
    this.#stray ??= exit;
    return true;
  }

  async #start(start: Start): Promise<void> {
    const { module, args, heartbeat, path } = start;
    const elapsed = stopwatch();
    if (heartbeat !== null)
      setInterval(() => this.#link.send({ type: "heartbeat" }), Math.min(heartbeat / BEATS, LONGEST_WAIT)).unref();
    try {
      const exported = await loadFactory(module, args, path);
      if (this.#isOver) return;
      const teller: Teller = { tell: (message) => this.#link.send(message), ended: (message) => this.#end(message) };
      this.#life = new ExportedLife(exported, hostedGround({ ...start, now: start.now + elapsed() }, teller));
    } catch (error) {
      return this.#end({ type: "exited", exit: failedWith(error) });
    }
    this.#life.begin();
  }

  /** The other side has lost what was told over a former link: all that counts is told again. */
  #resume(after: number): void {
    this.#life?.tree?.resume(after);
    if (this.#stray !== undefined) this.#link.send({ type: "condemned", exit: this.#stray });
  }

  #stop(): void {
    this.#isAsked = true;
    if (this.#life === undefined) this.#end({ type: "exited", exit: SHUTDOWN });
    else this.#life.stop();
  }

  #end(message: FromChild & { readonly type: "exited" | "ignored" }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isWell = !(message.type === "exited" && isAbnormal(message.exit));
    this.#link.send(isWell && this.#stray !== undefined ? { type: "exited", exit: this.#stray } : message);
    this.#leave(isWell && this.#stray === undefined ? LEAVING.ended : LEAVING.failed);
  }
}
