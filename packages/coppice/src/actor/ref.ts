import { inspect } from "node:util";
import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import type { Post } from "../link/post.ts";
import type { Duration } from "../time/duration.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { Address } from "./address.ts";
import { Ask } from "./ask.ts";
import type { Asker } from "./asker.ts";
import { type Delivery, type DeliveryOptions, readDelivery } from "./delivery.ts";
import { Envelope } from "./envelope.ts";
import { FarActor } from "./far/far-actor.ts";
import { wayTo } from "./far/way.ts";
import type { Mailbox } from "./mailbox.ts";
import type { MailboxInfo } from "./mailbox-info.ts";
import { mailboxOf } from "./mailbox-of.ts";
import { type AnyMessage, type Handlers, isMessage, type MessageOf, type ReplyTo } from "./protocol.ts";
import { Send } from "./send.ts";
import { SystemCall } from "./system-call.ts";
import type { SystemRequest } from "./system-request.ts";
import { validated } from "./validated.ts";

/** How a message is told. With options, also with none of them, it carries its sender. */
export type TellOptions = DeliveryOptions;

/** How long the mailbox is waited for, and what goes with the message. */
export interface SendOptions extends DeliveryOptions {
  /** Gives up waiting for room when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How long an answer is waited for, and what goes with the message. */
export interface AskOptions extends DeliveryOptions {
  /** Room in the mailbox, the message's turn and its answer included. `Infinity`: no limit. Default: `limits.askTimeout` of the tree, "5s". */
  readonly timeout?: Duration;
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How long an actor is waited for. */
export type SystemCallOptions = Pick<AskOptions, "timeout" | "signal">;

const NOBODY: readonly Address[] = [];

/**
 * The address of an actor, here or in another thread or process. A value: it stays valid while the actor is restarted, two of the same path
 * are alike, it can be sent in messages, and it prints as its path.
 */
export class Ref<Protocol extends Handlers = Handlers> {
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  readonly #system: ActorSystem;
  #mailbox: Mailbox | undefined = undefined;
  /** Where it is in another thread or process. */
  #way: Post | undefined = undefined;

  static {
    const text = function (this: Ref): string {
      return `Ref(${this.path})`;
    };
    Object.defineProperty(this.prototype, inspect.custom, { value: text });
  }

  constructor(path: string, system: ActorSystem) {
    this.path = path;
    this.#system = system;
  }

  /** Whether there is an actor at its path now, in whatever state; of one in another thread or process, as far as is known here. */
  get isThere(): boolean {
    return this.#find() !== undefined || (this.#far()?.isThere ?? false);
  }

  /**
   * Gives it a message. Returns at once and never throws: what reaches nobody is a dead letter, and so is what is told with options
   * that no message can have, as `bad-message`.
   */
  tell(message: MessageOf<Protocol>, options?: TellOptions): void {
    const mailbox = this.#find();
    if (mailbox === undefined) this.#tellFar(message, options);
    else if (!isMessage(message)) this.#system.deadLetters.add("unhandled", this.path, message);
    else if (options === undefined) mailbox.tell(message);
    else this.#tellWith(mailbox, message, options);
  }

  /**
   * Gives it a message; resolves when the mailbox took it, which is how a full one that blocks slows its senders.
   *
   * @throws CoppiceError (rejects) MAILBOX_FULL, NOT_RUNNING, NOT_FOUND, UNHANDLED_MESSAGE for what has no type; BAD_OPTION,
   *   BAD_DURATION; to another thread or process NOT_CLONEABLE, BAD_MESSAGE; or with the signal's reason.
   */
  send(message: MessageOf<Protocol>, options?: SendOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const mailbox = this.#open(message);
      if (mailbox instanceof FarActor) {
        const from = options && this.#system.asker;
        const patience = { timeout: Number.POSITIVE_INFINITY, signal: options?.signal };
        return resolve(mailbox.give("send", message, from, options ?? {}, patience) as Promise<void>);
      }
      const letter = options === undefined ? message : this.#enveloped(mailbox, message, options);
      return new Send(letter, resolve, reject).begin(mailbox, options?.signal);
    });
  }

  /**
   * Gives it a message, and resolves with the reply. Always settles.
   *
   * @throws CoppiceError (rejects) ASK_TIMEOUT, ACTOR_FAILED when the handler threw, NOT_RUNNING, MAILBOX_FULL, MESSAGE_EXPIRED,
   *   UNHANDLED_MESSAGE, ASK_CYCLE when the actor waits, through others, for the one that asks; NOT_FOUND; STALE_INCARNATION when an
   *   actor asks that was left behind; BAD_OPTION, BAD_DURATION; in another thread or process NOT_CLONEABLE, BAD_MESSAGE; or with the signal's reason.
   */
  ask<Message extends MessageOf<Protocol>>(message: Message, options: AskOptions = {}): Promise<ReplyTo<Protocol, Message>> {
    return new Promise((resolve, reject) => {
      const timeout = this.#system.patience(options.timeout);
      const mailbox = this.#open(message);
      const asker = this.#asker();
      const settle = resolve as (value: unknown) => void;
      if (mailbox instanceof FarActor) {
        return settle(mailbox.give("ask", message, asker, options, { timeout, signal: options.signal }));
      }
      const asking = this.#askingOf(asker, mailbox);
      const delivery = this.#delivery(mailbox, options);
      return new Ask(message, asker, delivery, asking, mailbox, this.#system, settle, reject).begin(timeout, options.signal);
    });
  }

  /**
   * A message from outside of the program (the body of a request, say), checked by the schemas that the actor `accepts`: it is safe to tell.
   *
   * ```ts
   * const order = await app.ref(desk).accept(JSON.parse(body));
   * ```
   *
   * @throws CoppiceError (rejects) BAD_MESSAGE, with `details.issues`, each with its `message` and `path`; NOT_FOUND; UNSUPPORTED in another
   *   thread or process, where messages are checked as they come.
   */
  async accept(message: unknown): Promise<MessageOf<Protocol>> {
    const mailbox = this.#find();
    if (mailbox === undefined) throw this.#notHere("accept");
    return (await validated(this.path, mailbox.accepts ?? {}, message)) as MessageOf<Protocol>;
  }

  /** How its mailbox stands. @throws CoppiceError NOT_FOUND when no actor is there; UNSUPPORTED in another thread or process. */
  mailbox(): MailboxInfo {
    const mailbox = this.#find();
    if (mailbox === undefined) throw this.#notHere("mailbox");
    return mailbox.info;
  }

  toString(): string {
    return this.path;
  }

  toJSON(): string {
    return this.path;
  }

  /** Asks something of an actor itself, whatever its behaviour is. */
  static call<Protocol extends Handlers>(
    ref: Ref<Protocol>,
    request: SystemRequest,
    { timeout, signal }: SystemCallOptions,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!(ref instanceof Ref)) throw noRef(request, ref);
      const patience = ref.#system.patience(timeout);
      const mailbox = ref.#find();
      if (mailbox === undefined) throw ref.#notHere(request);
      ref.#askingOf(ref.#asker(), mailbox);
      new SystemCall(request, mailbox, ref.#system, resolve, reject).begin(patience, signal);
    });
  }

  #tellFar(message: AnyMessage, options: TellOptions | undefined): void {
    const far = this.#far();
    if (far === undefined) this.#system.deadLetters.add("no-actor", this.path, message);
    else if (!isMessage(message)) this.#system.deadLetters.add("unhandled", this.path, message);
    else far.tell(message, options && this.#system.asker, options);
  }

  #tellWith(mailbox: Mailbox, message: AnyMessage, options: TellOptions): void {
    try {
      mailbox.tell(this.#enveloped(mailbox, message, options));
    } catch {
      this.#system.deadLetters.add("bad-message", this.path, message);
    }
  }

  #enveloped(mailbox: Mailbox, message: AnyMessage, options: DeliveryOptions): Envelope {
    return new Envelope(message, this.#system.asker, this.#delivery(mailbox, options));
  }

  #delivery(mailbox: Mailbox, options: DeliveryOptions): Delivery | undefined {
    const { runtime } = this.#system.environment;
    const delivery = readDelivery(this.path, options, () => runtime.now());
    if (delivery !== undefined && delivery.due !== Number.POSITIVE_INFINITY) mailbox.expires();
    return delivery;
  }

  /** Its mailbox, for this message. @throws CoppiceError NOT_FOUND, UNHANDLED_MESSAGE. */
  #open(message: unknown): Mailbox | FarActor {
    const mailbox = this.#find() ?? this.#far();
    if (mailbox === undefined) throw this.#noActor();
    if (!isMessage(message)) throw this.#noMessage(message);
    return mailbox;
  }

  /** The actors that would wait for this one's answer. @throws CoppiceError ASK_CYCLE when it is among them. */
  #askingOf(asker: Asker | undefined, mailbox: Mailbox): readonly Address[] {
    const asking = asker === undefined ? NOBODY : asker.asking;
    if (asking.includes(mailbox)) throw cycle([...asking.slice(asking.indexOf(mailbox)), mailbox]);
    return asking;
  }

  #find(): Mailbox | undefined {
    const known = this.#mailbox;
    if (known !== undefined && !known.isClosed) return known;
    const place = this.#system.placeAt(this.path);
    this.#mailbox = place && mailboxOf(place, this.#system);
    return this.#mailbox;
  }

  /** The same, where it is in another thread or process. */
  #far(): FarActor | undefined {
    if (this.#way?.isOpen !== true) this.#way = wayTo(this.#system, this.path);
    return (
      this.#way && new FarActor(this.path, this.#way, this.#system, { pathOf, refTo: (path) => new Ref(path, this.#system) })
    );
  }

  /** The actor whose code asks. @throws CoppiceError STALE_INCARNATION. */
  #asker(): Asker | undefined {
    const { asker } = this.#system;
    if (!asker?.isOver) return asker;
    throw new CoppiceError(
      "STALE_INCARNATION",
      `${asker.path} asked ${this.path} after its end: expected no call then. Await what the actor starts in its handlers.`,
      { details: { path: asker.path } },
    );
  }

  /** No mailbox of it is here, for what needs one. */
  #notHere(member: string): CoppiceError {
    return this.#far()?.refusal(member) ?? this.#noActor();
  }

  #noActor(): CoppiceError {
    return new CoppiceError("NOT_FOUND", `there is no actor at ${this.path}`, { details: { path: this.path } });
  }

  #noMessage(given: unknown): CoppiceError {
    return new CoppiceError(
      "UNHANDLED_MESSAGE",
      `${this.path} was given ${show(given)}: expected a message, an object such as { type: "add" }`,
      { details: { path: this.path } },
    );
  }
}

function noRef(request: SystemRequest, given: unknown): CoppiceError {
  return new CoppiceError(
    "BAD_OPTION",
    `${request}(ref) was given ${show(given)}: expected the address of an actor, such as app.ref(spec). For a name or a pool give that of one actor.`,
    { details: { request } },
  );
}

/** The path of an address; undefined for what is none. */
export function pathOf(value: object): string | undefined {
  return value instanceof Ref ? value.path : undefined;
}

function cycle(actors: readonly Address[]): CoppiceError {
  const paths = actors.map(({ path }) => path);
  return new CoppiceError(
    "ASK_CYCLE",
    `nobody would ever answer: ${paths.join(" asks ")}. Use tell in one of them, or answer before asking on`,
    { details: { paths } },
  );
}
