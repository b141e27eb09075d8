import { CoppiceError } from "../error.ts";
import type { Deadline, Timed } from "../runtime/deadlines.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { Address } from "./address.ts";
import { Envelope, type Reply } from "./envelope.ts";
import type { Mailbox, Sender } from "./mailbox.ts";
import type { AnyMessage } from "./protocol.ts";

type Settle = (value: unknown) => void;

/** Somebody who waits for a reply. Settles once; what comes later reaches nobody. */
export class Ask implements Reply, Sender, Timed {
  readonly letter: Envelope;
  readonly #mailbox: Mailbox;
  readonly #system: ActorSystem;
  readonly #resolve: Settle;
  readonly #reject: Settle;
  deadline: Deadline | undefined = undefined;
  #settled = false;
  /** Takes it from wherever it hangs, but the deadline: made only where there is such a place. */
  #let: (() => void) | undefined = undefined;

  constructor(
    message: AnyMessage,
    from: Address | undefined,
    asking: readonly Address[],
    mailbox: Mailbox,
    system: ActorSystem,
    resolve: Settle,
    reject: Settle,
  ) {
    this.letter = new Envelope(message, from, this, asking);
    this.#mailbox = mailbox;
    this.#system = system;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(timeout: number, signal: AbortSignal | undefined): void {
    if (signal?.aborted) return this.refuse(signal.reason);
    if (signal !== undefined) {
      const aborted = (): void => this.#giveUp(signal.reason);
      signal.addEventListener("abort", aborted);
      this.#let = () => signal.removeEventListener("abort", aborted);
    }
    this.#system.deadlines.set(this, timeout, () => this.#giveUp(this.#overdue(timeout)));
    return this.#mailbox.offer(this);
  }

  taken(): void {}

  owedIn(owed: Set<Reply>): void {
    const before = this.#let;
    owed.add(this);
    this.#let = () => {
      before?.();
      owed.delete(this);
    };
  }

  answer(value: unknown): void {
    if (this.#settle()) this.#resolve(value);
    else this.#system.deadLetters.add("late-reply", this.#mailbox.path, value);
  }

  refuse(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  /** Waits no more, nor for room. */
  #giveUp(error: unknown): void {
    this.#mailbox.leave(this);
    this.refuse(error);
  }

  /** Whether it is settled now, by this call. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#system.deadlines.clear(this);
    this.#let?.();
    return true;
  }

  #overdue(timeout: number): CoppiceError {
    return new CoppiceError("ASK_TIMEOUT", `${this.#mailbox.path} did not answer within ${timeout} ms`, {
      details: { path: this.#mailbox.path, timeout },
    });
  }
}
