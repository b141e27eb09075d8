import { ActorSystem } from "../actor/actor-system.ts";
import { Ask } from "../actor/ask.ts";
import { Mailbox } from "../actor/mailbox.ts";
import { readMailbox, type MailboxOptions } from "../actor/mailbox-options.ts";
import type { AnyMessage } from "../actor/protocol.ts";
import type { AskOptions, SendOptions } from "../actor/ref.ts";
import { Send } from "../actor/send.ts";
import type { ContextLife } from "../child/context.ts";
import { deliveryOf } from "./delivery.ts";
import type { Door } from "./subscriber.ts";

/** The door of a child that is no actor: a mailbox of its own for one subscription, which ends with it. */
export class Inlet implements Door {
  readonly mailbox: Mailbox;
  readonly life: ContextLife;
  readonly system: ActorSystem;

  constructor(life: ContextLife, options: MailboxOptions) {
    const { environment, path } = life.place;
    this.life = life;
    this.system = ActorSystem.of(environment);
    this.mailbox = new Mailbox(path, readMailbox(options, this.system.limits.mailbox), this.system, false);
  }

  get path(): string {
    return this.mailbox.path;
  }

  get isThere(): boolean {
    return !this.mailbox.isClosed;
  }

  tell(message: AnyMessage, topic: string): void {
    this.mailbox.tell(deliveryOf(message, topic));
  }

  send(message: AnyMessage, topic: string, { signal }: SendOptions): Promise<void> {
    return new Promise((resolve, reject) => new Send(deliveryOf(message, topic), resolve, reject).begin(this.mailbox, signal));
  }

  /** Takes the place of `ask` where something answers. */
  request(message: AnyMessage, topic: string, { timeout, signal }: AskOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { asker } = this.system;
      const asking = asker?.asking ?? [];
      new Ask(deliveryOf(message, topic), asker, undefined, asking, this.mailbox, this.system, resolve, reject).begin(
        this.system.patience(timeout),
        signal,
      );
    });
  }
}
