import type { Kept } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { DeadLetterReason } from "./dead-letters.ts";
import { Envelope } from "./envelope.ts";
import type { MailboxInfo } from "./mailbox-info.ts";
import type { MailboxSettings } from "./mailbox-options.ts";
import type { AnyMessage } from "./protocol.ts";
import { Ring } from "./ring.ts";

/** What lies in a mailbox: a message as it was told, or in an envelope. */
export type Letter = AnyMessage | Envelope;

/** Who empties a mailbox: the present incarnation of its actor. */
export interface Consumer {
  /** It has a message at hand. */
  readonly isBusy: boolean;
  /** There is something to take. Called when nothing was there before. */
  wake(): void;
}

/** Somebody with a letter who wants to know what becomes of it. One of the two is called, once, unless he leaves before. */
export interface Sender {
  readonly letter: Letter;
  /** The mailbox took the letter. */
  taken(): void;
  refuse(error: CoppiceError): void;
}

/**
 * The messages that wait for an actor. It stays while incarnations come and go: nobody takes from it between two of them, and it is
 * closed when no incarnation will come by itself.
 */
export class Mailbox implements Kept {
  readonly path: string;
  readonly #system: ActorSystem;
  readonly #settings: MailboxSettings;
  readonly #capacity: number;
  readonly #letters = new Ring<Letter>();
  /** How many the actor has put aside; they count against the capacity. */
  #aside = 0;
  /** Who waits for room, in order. */
  #waiting: Set<Sender> | undefined = undefined;
  #consumer: Consumer | undefined = undefined;
  #closed: boolean;
  /** Who waits for it to be empty. */
  #emptied: (() => void)[] | undefined = undefined;
  #received = 0;
  #taken = 0;
  #dropped = 0;

  constructor(path: string, settings: MailboxSettings, system: ActorSystem, closed: boolean) {
    this.path = path;
    this.#settings = settings;
    this.#capacity = settings.capacity;
    this.#system = system;
    this.#closed = closed;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether an incarnation takes from it now. */
  get isTaken(): boolean {
    return this.#consumer !== undefined;
  }

  /** How many messages wait, for room too, are put aside, or at hand. */
  get load(): number {
    return this.#letters.size + this.#aside + (this.#waiting?.size ?? 0) + (this.#consumer?.isBusy === true ? 1 : 0);
  }

  get info(): MailboxInfo {
    return {
      path: this.path,
      ...this.#settings,
      open: !this.#closed,
      waiting: this.#letters.size,
      stashed: this.#aside,
      blocked: this.#waiting?.size ?? 0,
      received: this.#received,
      taken: this.#taken,
      dropped: this.#dropped,
    };
  }

  get #hasRoom(): boolean {
    return this.#letters.size + this.#aside < this.#capacity;
  }

  /** Puts a letter in. What does not fit goes where the overflow says; nobody waits. */
  tell(letter: Letter): void {
    if (this.#closed) this.dead("not-running", letter);
    else if (this.#hasRoom) this.#put(letter);
    else this.#overflow(letter);
  }

  /** Puts a letter in; where the overflow is "block" its sender waits for room. What is refused is no dead letter: its sender knows. */
  offer(sender: Sender): void {
    if (this.#closed) sender.refuse(this.notRunning());
    else if (this.#hasRoom) {
      this.#put(sender.letter);
      sender.taken();
    } else if (this.#settings.overflow === "block") {
      (this.#waiting ??= new Set()).add(sender);
    } else if (this.#settings.overflow === "reject") {
      sender.refuse(this.full());
    } else {
      this.#overflow(sender.letter);
      sender.taken();
    }
  }

  /** A sender waits for room no more. */
  leave(sender: Sender): void {
    this.#waiting?.delete(sender);
  }

  /** The next letter. */
  take(): Letter | undefined {
    const letter = this.#letters.shift();
    if (letter === undefined) this.#tellEmpty();
    else this.#taken += 1;
    if (this.#waiting !== undefined) this.#admit();
    return letter;
  }

  /** Makes room for the letter at hand, which the actor puts aside. @throws CoppiceError MAILBOX_FULL. */
  putAside(): void {
    if (!this.#hasRoom) throw this.full();
    this.#aside += 1;
  }

  /** Puts what was put aside back before all others, in its order: it has its room still. */
  putBack(letters: readonly Letter[]): void {
    if (letters.length === 0) return;
    this.#aside -= letters.length;
    this.#taken -= letters.length;
    for (const letter of letters.toReversed()) this.#letters.unshift(letter);
    this.#consumer?.wake();
  }

  /** One that was put aside is dead. */
  forget(): void {
    this.#aside -= 1;
    this.#admit();
  }

  /** An incarnation begins: what comes waits for it to take over. */
  expect(): void {
    this.#closed = false;
  }

  /** An incarnation takes over. */
  open(consumer: Consumer): void {
    this.#closed = false;
    this.#consumer = consumer;
    if (this.#letters.size > 0) consumer.wake();
    else this.#tellEmpty();
  }

  /** The incarnation takes no more; what lies here waits for the next. */
  suspend(consumer: Consumer): void {
    if (this.#consumer === consumer) this.#consumer = undefined;
  }

  /** No incarnation will come by itself: what lies here reaches nobody. */
  rest(): void {
    this.#closed = true;
    this.#consumer = undefined;
    for (let letter = this.#letters.shift(); letter !== undefined; letter = this.#letters.shift())
      this.dead("not-running", letter);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const sender of waiting ?? []) sender.refuse(this.notRunning());
    this.#tellEmpty();
  }

  /** Resolves when nothing waits in it and the message at hand is done, or when it is closed. What was put aside is not waited for. */
  emptied(): Promise<void> {
    if (this.#closed || (this.#letters.size === 0 && this.#consumer?.isBusy !== true)) return Promise.resolve();
    return new Promise((resolve) => (this.#emptied ??= []).push(resolve));
  }

  /** A letter that reaches nobody: counted, and its ask refused. */
  dead(reason: DeadLetterReason, letter: Letter, error?: CoppiceError): void {
    this.#system.deadLetters.add(reason, this.path, contentOf(letter));
    if (letter instanceof Envelope) letter.reply?.refuse(error ?? (reason === "not-running" ? this.notRunning() : this.full()));
  }

  notRunning(): CoppiceError {
    return new CoppiceError("NOT_RUNNING", `the actor ${this.path} does not run: it was stopped, or is in quarantine`, {
      details: { path: this.path },
    });
  }

  full(): CoppiceError {
    const { capacity, overflow } = this.#settings;
    return new CoppiceError(
      "MAILBOX_FULL",
      `the mailbox of ${this.path} is full (${capacity}, overflow "${overflow}"): send less, await send(), or give it a larger capacity`,
      { details: { path: this.path, capacity, overflow } },
    );
  }

  #put(letter: Letter): void {
    this.#received += 1;
    this.#letters.push(letter);
    if (this.#letters.size === 1) this.#consumer?.wake();
  }

  #tellEmpty(): void {
    const emptied = this.#emptied;
    this.#emptied = undefined;
    for (const tell of emptied ?? []) tell();
  }

  #admit(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    for (const sender of waiting) {
      if (!this.#hasRoom) return;
      waiting.delete(sender);
      this.#put(sender.letter);
      sender.taken();
    }
  }

  #overflow(letter: Letter): void {
    this.#dropped += 1;
    const { overflow } = this.#settings;
    // What was put aside is older, but the actor holds it: where it takes all the room, the new one goes.
    const oldest = overflow === "drop-oldest" ? this.#letters.shift() : undefined;
    if (oldest !== undefined) this.#put(letter);
    this.dead(overflow === "drop-oldest" || overflow === "drop-newest" ? "dropped" : "mailbox-full", oldest ?? letter);
  }
}

/** What a letter says. */
export function contentOf(letter: Letter): AnyMessage {
  return letter instanceof Envelope ? letter.message : letter;
}
