import type { Drain } from "../actor/actor-system.ts";
import { contentOf, Envelope, type Letter } from "../actor/envelope.ts";
import type { Consumer } from "../actor/mailbox.ts";
import type { MailboxOptions } from "../actor/mailbox-options.ts";
import type { AnyMessage } from "../actor/protocol.ts";
import type { AskOptions } from "../actor/ref.ts";
import { adopt } from "../child/adopt.ts";
import type { ContextLife } from "../child/context.ts";
import { CoppiceError } from "../error.ts";
import type { Delivery } from "./delivery.ts";
import { Inlet } from "./inlet.ts";

/** What is called with each message of a pattern. What it answers is the reply to an `ask`. */
export type Listen<Message extends AnyMessage = AnyMessage> = (message: Message, topic: string) => unknown;

/** Calls a function of a child with one message after another; a promise that it answers is awaited before the next. */
export class Listener extends Inlet implements Consumer, Drain {
  readonly #call: Listen;
  #isHandling = false;

  constructor(life: ContextLife, call: Listen, options: MailboxOptions) {
    super(life, options);
    this.#call = call;
    this.mailbox.open(this);
  }

  get isSuspended(): boolean {
    return false;
  }

  get isHandling(): boolean {
    return this.#isHandling;
  }

  ask(message: AnyMessage, topic: string, options: AskOptions): Promise<unknown> {
    return this.request(message, topic, options);
  }

  wake(): void {
    if (this.#isHandling) return;
    this.#isHandling = true;
    this.system.schedule(this);
  }

  drain(): void {
    void this.#handleAll();
  }

  async #handleAll(): Promise<void> {
    const { runtime } = this.life.place.environment;
    for (let letter = this.#next(); letter !== undefined; letter = this.#next()) {
      const { message, topic } = contentOf(letter) as Delivery;
      try {
        const result = runtime.enter(this.life, () => adopt(this.#call(message, topic)));
        answer(letter, result instanceof Promise ? await result : result);
      } catch (error) {
        this.mailbox.dead("failed", letter, failed(this.path, error));
        this.life.fail(error);
      }
      this.system.left -= 1;
      if (this.system.left <= 0) {
        this.system.schedule(this);
        return;
      }
    }
    this.#isHandling = false;
  }

  /** Nothing more once its end has begun. */
  #next(): Letter | undefined {
    return this.life.isEnding ? undefined : this.mailbox.take();
  }
}

function answer(letter: Letter, value: unknown): void {
  if (!(letter instanceof Envelope)) return;
  const { reply } = letter;
  letter.reply = undefined;
  reply?.answer(value);
}

function failed(path: string, cause: unknown): CoppiceError {
  return new CoppiceError("ACTOR_FAILED", `a listener of ${path} failed at the message`, { details: { path }, cause });
}
