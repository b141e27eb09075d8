import { inspect } from "node:util";
import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import type { ActorSystem, Asker } from "./actor-system.ts";
import type { Address } from "./address.ts";
import { Ask } from "./ask.ts";
import type { Mailbox } from "./mailbox.ts";
import type { MailboxInfo } from "./mailbox-info.ts";
import { mailboxOf } from "./mailbox-of.ts";
import { type Handlers, isMessage, type MessageOf, type ReplyTo } from "./protocol.ts";
import { Send } from "./send.ts";

/** How long the mailbox is waited for. */
export interface SendOptions {
  /** Gives up waiting for room when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How long an answer is waited for. */
export interface AskOptions {
  /** Room in the mailbox, the message's turn and its answer included. `Infinity`: no limit. Default: "5s". */
  readonly timeout?: Duration;
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal;
}

/** How long an ask waits where it does not say. */
const PATIENCE = 5_000;

const NOBODY: readonly Address[] = [];

/**
 * The address of an actor. A value: it stays valid while the actor is restarted, two of the same path are alike, and it prints
 * as its path.
 */
export class Ref<Protocol extends Handlers = Handlers> {
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  readonly #system: ActorSystem;
  #mailbox: Mailbox | undefined = undefined;

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

  /** Whether there is an actor at its path now, in whatever state. */
  get isThere(): boolean {
    return this.#find() !== undefined;
  }

  /** Gives it a message. Returns at once and never throws: what reaches nobody is a dead letter. */
  tell(message: MessageOf<Protocol>): void {
    const mailbox = this.#find();
    if (mailbox === undefined) this.#system.deadLetters.add("no-actor", this.path, message);
    else if (isMessage(message)) mailbox.tell(message);
    else this.#system.deadLetters.add("unhandled", this.path, message);
  }

  /**
   * Gives it a message; resolves when the mailbox took it, which is how a full one that blocks slows its senders.
   *
   * @throws CoppiceError (rejects) MAILBOX_FULL, NOT_RUNNING, NOT_FOUND, UNHANDLED_MESSAGE for what has no type; or with the signal's
   *   reason.
   */
  send(message: MessageOf<Protocol>, options: SendOptions = {}): Promise<void> {
    const mailbox = this.#find();
    if (mailbox === undefined) return Promise.reject(this.#noActor());
    if (!isMessage(message)) return Promise.reject(this.#noMessage(message));
    return new Promise((resolve, reject) => new Send(message, resolve, reject).begin(mailbox, options.signal));
  }

  /**
   * Gives it a message, and resolves with the reply. Always settles.
   *
   * @throws CoppiceError (rejects) ASK_TIMEOUT, ACTOR_FAILED when the handler threw, NOT_RUNNING, MAILBOX_FULL, UNHANDLED_MESSAGE,
   *   ASK_CYCLE when the actor waits, through others, for the one that asks; NOT_FOUND; STALE_INCARNATION when an actor asks that was
   *   left behind; BAD_DURATION; or with the signal's reason.
   */
  ask<Message extends MessageOf<Protocol>>(message: Message, options: AskOptions = {}): Promise<ReplyTo<Protocol, Message>> {
    return new Promise((resolve, reject) => {
      const timeout = patience(options.timeout);
      const mailbox = this.#find();
      if (mailbox === undefined) throw this.#noActor();
      if (!isMessage(message)) throw this.#noMessage(message);
      const asker = this.#asker();
      const asking = asker === undefined ? NOBODY : asker.asking;
      if (asking.includes(mailbox)) throw cycle([...asking.slice(asking.indexOf(mailbox)), mailbox]);
      new Ask(message, asker, asking, mailbox, this.#system, resolve as (value: unknown) => void, reject).begin(
        timeout,
        options.signal,
      );
    });
  }

  /** How its mailbox stands. @throws CoppiceError NOT_FOUND when no actor is there. */
  mailbox(): MailboxInfo {
    const mailbox = this.#find();
    if (mailbox === undefined) throw this.#noActor();
    return mailbox.info;
  }

  toString(): string {
    return this.path;
  }

  toJSON(): string {
    return this.path;
  }

  #find(): Mailbox | undefined {
    const known = this.#mailbox;
    if (known !== undefined && !known.isClosed) return known;
    const place = this.#system.placeAt(this.path);
    this.#mailbox = place && mailboxOf(place, this.#system);
    return this.#mailbox;
  }

  /** The actor whose code asks. @throws CoppiceError STALE_INCARNATION. */
  #asker(): Asker | undefined {
    const life = this.#system.environment.runtime.current();
    const asker = life && this.#system.askers.get(life);
    if (!asker?.isOver) return asker;
    throw new CoppiceError(
      "STALE_INCARNATION",
      `${asker.path} asked ${this.path} after its end: expected no call then. Await what the actor starts in its handlers.`,
      { details: { path: asker.path } },
    );
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

/** How many milliseconds an ask waits. @throws CoppiceError BAD_DURATION. */
export function patience(timeout: Duration = PATIENCE): number {
  return timeout === Number.POSITIVE_INFINITY ? timeout : milliseconds(timeout, "ask(…, { timeout })");
}

function cycle(actors: readonly Address[]): CoppiceError {
  const paths = actors.map(({ path }) => path);
  return new CoppiceError(
    "ASK_CYCLE",
    `nobody would ever answer: ${paths.join(" asks ")}. Use tell in one of them, or answer before asking on`,
    { details: { paths } },
  );
}
