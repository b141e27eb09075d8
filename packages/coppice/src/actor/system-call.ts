import { CoppiceError } from "../error.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { Mailbox } from "./mailbox.ts";
import type { SystemCaller, SystemRequest } from "./system-request.ts";
import { Waiter } from "./waiter.ts";

/** Somebody who waits for an actor to do what every actor can: it does so between two messages, also when it is suspended. */
export class SystemCall extends Waiter implements SystemCaller {
  readonly request: SystemRequest;
  readonly #mailbox: Mailbox;

  constructor(
    request: SystemRequest,
    mailbox: Mailbox,
    system: ActorSystem,
    resolve: (value: unknown) => void,
    reject: (value: unknown) => void,
  ) {
    super(system, resolve, reject);
    this.request = request;
    this.#mailbox = mailbox;
  }

  protected hand(): void {
    this.#mailbox.call(this);
  }

  protected leave(): void {
    this.#mailbox.hangUp(this);
  }

  protected overdue(timeout: number): CoppiceError {
    const { path } = this.#mailbox;
    return new CoppiceError(
      "ASK_TIMEOUT",
      `${path} did not come to ${this.request}(…) within ${timeout} ms: it is down, or busy with one message`,
      { details: { path, timeout } },
    );
  }

  protected late(): void {}
}
