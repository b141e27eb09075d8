import { contentOf } from "../actor/envelope.ts";
import type { Consumer } from "../actor/mailbox.ts";
import type { MailboxOptions } from "../actor/mailbox-options.ts";
import type { AnyMessage } from "../actor/protocol.ts";
import type { ContextLife } from "../child/context.ts";
import type { Delivery } from "./delivery.ts";
import { Inlet } from "./inlet.ts";

type Result<Message extends AnyMessage> = IteratorResult<Delivery<Message>, undefined>;

const DONE: Result<never> = Object.freeze<Result<never>>({ done: true, value: undefined });

/** The messages of a pattern as an async iterator. It ends when the child's end begins, or when it is left. */
export class TopicStream<Message extends AnyMessage = AnyMessage>
  extends Inlet
  implements Consumer, AsyncIterableIterator<Delivery<Message>>
{
  /** Those who wait for the next message, in order. */
  readonly #waiting: ((result: Result<Message>) => void)[] = [];
  readonly #close: () => void;
  #signal: AbortSignal | undefined = undefined;
  #isOver = false;

  /** @param close ends the subscription. */
  constructor(life: ContextLife, options: MailboxOptions, close: () => void) {
    super(life, options);
    this.#close = close;
    this.mailbox.open(this);
  }

  /** Ends when the signal is aborted: what was deferred runs too late for the loop that reads this. For the topics alone. */
  endWith(signal: AbortSignal): void {
    if (signal.aborted) return this.#close();
    this.#signal = signal;
    return signal.addEventListener("abort", this.#close);
  }

  /** For the mailbox alone: what was taken is the reader's. */
  get isSuspended(): boolean {
    return false;
  }

  get isHandling(): boolean {
    return false;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result<Message>> {
    if (this.#isOver) return Promise.resolve(DONE);
    const letter = this.mailbox.take();
    if (letter !== undefined) return Promise.resolve({ done: false, value: contentOf(letter) as Delivery<Message> });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<Result<Message>> {
    this.#close();
    return Promise.resolve(DONE);
  }

  /** There is something to take. For the mailbox alone. */
  wake(): void {
    const resolve = this.#waiting.shift();
    if (resolve === undefined) return;
    const letter = this.mailbox.take();
    if (letter !== undefined) resolve({ done: false, value: contentOf(letter) as Delivery<Message> });
  }

  /** Nothing comes any more. For the topics alone. */
  end(): void {
    this.#isOver = true;
    this.#signal?.removeEventListener("abort", this.#close);
    for (const resolve of this.#waiting.splice(0)) resolve(DONE);
  }
}
