import { CoppiceError } from "../error.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { Address } from "./address.ts";
import type { Delivery } from "./delivery.ts";
import { Envelope, type Reply } from "./envelope.ts";
import type { Mailbox, Sender } from "./mailbox.ts";
import type { AnyMessage } from "./protocol.ts";
import { Waiter } from "./waiter.ts";

type Settle = (value: unknown) => void;

/** Somebody who waits for a reply. Settles once; what comes later reaches nobody. */
export class Ask extends Waiter implements Reply, Sender {
  readonly letter: Envelope;
  readonly #mailbox: Mailbox;

  constructor(
    message: AnyMessage,
    from: Address | undefined,
    delivery: Delivery | undefined,
    asking: readonly Address[],
    mailbox: Mailbox,
    system: ActorSystem,
    resolve: Settle,
    reject: Settle,
  ) {
    super(system, resolve, reject);
    this.letter = new Envelope(message, from, delivery, this, asking);
    this.#mailbox = mailbox;
  }

  taken(): void {}

  owedIn(owed: Set<Reply>): void {
    owed.add(this);
    this.andThen(() => owed.delete(this));
  }

  protected hand(): void {
    this.#mailbox.offer(this);
  }

  protected leave(): void {
    this.#mailbox.leave(this);
  }

  protected overdue(timeout: number): CoppiceError {
    return new CoppiceError("ASK_TIMEOUT", `${this.#mailbox.path} did not answer within ${timeout} ms`, {
      details: { path: this.#mailbox.path, timeout },
    });
  }

  protected late(value: unknown): void {
    this.system.deadLetters.add("late-reply", this.#mailbox.path, value);
  }
}
