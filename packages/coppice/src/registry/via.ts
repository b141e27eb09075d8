import type { ActorSystem } from "../actor/actor-system.ts";
import type { Handlers, MessageOf, ReplyTo } from "../actor/protocol.ts";
import type { Recipient } from "../actor/recipient.ts";
import type { AskOptions, Ref, SendOptions, TellOptions } from "../actor/ref.ts";
import { CoppiceError } from "../error.ts";

/** Finds who has a name now. */
export interface Names<Protocol extends Handlers> {
  readonly path: string;
  lookup(key: string): Ref<Protocol> | undefined;
}

/** The address of a name: who has it is looked up at each message. */
export class Via<Protocol extends Handlers> implements Recipient<Protocol> {
  readonly path: string;
  readonly key: string;
  readonly #names: Names<Protocol>;
  readonly #system: ActorSystem;

  constructor(names: Names<Protocol>, key: string, system: ActorSystem) {
    this.path = names.path;
    this.key = key;
    this.#names = names;
    this.#system = system;
  }

  get isThere(): boolean {
    return this.#names.lookup(this.key) !== undefined;
  }

  tell(message: MessageOf<Protocol>, options?: TellOptions): void {
    const ref = this.#names.lookup(this.key);
    if (ref === undefined) this.#system.deadLetters.add("no-name", this.path, message);
    else ref.tell(message, options);
  }

  async send(message: MessageOf<Protocol>, options?: SendOptions): Promise<void> {
    await this.#holder().send(message, options);
  }

  async ask<Message extends MessageOf<Protocol>>(message: Message, options?: AskOptions): Promise<ReplyTo<Protocol, Message>> {
    return await this.#holder().ask(message, options);
  }

  toString(): string {
    return `${this.path}: ${this.key}`;
  }

  #holder(): Ref<Protocol> {
    const ref = this.#names.lookup(this.key);
    if (ref !== undefined) return ref;
    throw new CoppiceError("NOT_FOUND", `nobody has the name "${this.key}" in ${this.path} now`, {
      details: { path: this.path, key: this.key },
    });
  }
}
