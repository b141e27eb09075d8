import type { Kept } from "../child/contract.ts";
import type { CoppiceError } from "../error.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { DeadLetterReason } from "./dead-letters.ts";
import { contentOf, Envelope, type Letter } from "./envelope.ts";
import { Expiry } from "./expiry.ts";
import { Lanes } from "./lanes.ts";
import { expired, full, notRunning } from "./mailbox-errors.ts";
import type { MailboxInfo } from "./mailbox-info.ts";
import type { MailboxSettings } from "./mailbox-options.ts";
import { OverflowNews } from "./overflow-news.ts";
import { type Queue, Ring } from "./ring.ts";
import type { SystemCaller } from "./system-request.ts";
import type { Accepts } from "./validated.ts";

/** Who empties a mailbox: the present incarnation of its actor. */
export interface Consumer {
  readonly isSuspended: boolean;
  /** It has a message at hand. */
  readonly isHandling: boolean;
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
  readonly system: ActorSystem;
  /** The schemas of what may come from outside of the loop, where the actor has any. */
  readonly accepts: Accepts | undefined;
  readonly #settings: MailboxSettings;
  readonly #letters: Queue<Letter>;
  /** How many the actor has put aside; they count against the capacity. */
  #aside = 0;
  /** Who waits for room, in order. */
  #waiting: Set<Sender> | undefined = undefined;
  /** What is asked of the actor itself, in order. */
  #calls: Set<SystemCaller> | undefined = undefined;
  /** Only where messages expire. */
  #expiry: Expiry | undefined = undefined;
  #news: OverflowNews | undefined = undefined;
  #consumer: Consumer | undefined = undefined;
  #closed: boolean;
  /** Who waits for it to be empty. */
  #emptied: (() => void)[] | undefined = undefined;
  #received = 0;
  #taken = 0;
  #dropped = 0;
  #refused = 0;
  #lastTakenAt: number | undefined = undefined;

  constructor(path: string, settings: MailboxSettings, system: ActorSystem, closed: boolean, accepts?: Accepts) {
    this.path = path;
    this.accepts = accepts;
    this.#settings = settings;
    this.#letters = settings.priorities ? new Lanes() : new Ring();
    this.system = system;
    this.#closed = closed;
    if (settings.ttl !== Number.POSITIVE_INFINITY) this.expires();
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
    return this.#letters.size + this.#aside + (this.#waiting?.size ?? 0) + (this.#consumer?.isHandling === true ? 1 : 0);
  }

  get info(): MailboxInfo {
    const { ttl, ...settings } = this.#settings;
    return {
      path: this.path,
      ...settings,
      ...(ttl !== Number.POSITIVE_INFINITY && { ttl }),
      open: !this.#closed,
      suspended: this.#consumer?.isSuspended ?? false,
      handling: this.#consumer?.isHandling ?? false,
      waiting: this.#letters.size,
      stashed: this.#aside,
      blocked: this.#waiting?.size ?? 0,
      received: this.#received,
      taken: this.#taken,
      dropped: this.#dropped,
      refused: this.#refused,
      expired: this.#expiry?.count ?? 0,
      ...(this.#lastTakenAt !== undefined && { lastTakenAt: this.#lastTakenAt }),
    };
  }

  get hasCalls(): boolean {
    return this.#calls !== undefined;
  }

  get #hasRoom(): boolean {
    return this.#letters.size + this.#aside < this.#settings.capacity;
  }

  /** There will be letters in it that expire. */
  expires(): void {
    const { environment } = this.system;
    this.#expiry ??= new Expiry(this.#letters, this.#settings.ttl, environment.runtime, (letter) => this.dead("expired", letter));
  }

  /** Puts a letter in. What does not fit goes where the overflow says; nobody waits. */
  tell(letter: Letter): void {
    if (this.#closed) this.dead("not-running", letter);
    else if (this.#hasRoom || this.#expiry?.makesRoom()) this.#put(letter);
    else this.#overflow(letter);
  }

  /** Puts a letter in, whether there is room or not: for what an actor has asked to hear of, and comes once. */
  insist(letter: Letter): void {
    if (this.#closed) this.dead("not-running", letter);
    else this.#put(letter);
  }

  /** Puts a letter in; where the overflow is "block" its sender waits for room. What is refused is no dead letter: its sender knows. */
  offer(sender: Sender): void {
    if (this.#closed) sender.refuse(notRunning(this.path));
    else if (this.#hasRoom || this.#expiry?.makesRoom()) {
      this.#put(sender.letter);
      sender.taken();
    } else if (this.#settings.overflow === "block") {
      this.#isFull();
      (this.#waiting ??= new Set()).add(sender);
    } else if (this.#settings.overflow === "reject") {
      this.#refused += 1;
      this.#isFull();
      sender.refuse(full(this.path, this.#settings));
    } else {
      this.#overflow(sender.letter);
      sender.taken();
    }
  }

  /** A sender waits for room no more. */
  leave(sender: Sender): void {
    this.#waiting?.delete(sender);
  }

  /** Asks something of the actor itself: whatever lies here, it is next. */
  call(call: SystemCaller): void {
    if (this.#closed) return call.refuse(notRunning(this.path));
    (this.#calls ??= new Set()).add(call);
    return this.#consumer?.wake();
  }

  hangUp(call: SystemCaller): void {
    this.#calls?.delete(call);
  }

  /** What is asked of the actor itself; it is the actor's now. */
  takeCalls(): Iterable<SystemCaller> {
    const calls = this.#calls ?? [];
    this.#calls = undefined;
    return calls;
  }

  /** The next letter. */
  take(): Letter | undefined {
    const letter = this.#expiry === undefined ? this.#letters.shift() : this.#expiry.shift();
    if (letter === undefined) this.#tellEmpty();
    else this.#taken += 1;
    if (this.#waiting !== undefined) this.#admit();
    return letter;
  }

  /** The actor has taken what it could. */
  drained(): void {
    this.#lastTakenAt = this.system.environment.runtime.now();
  }

  /** Makes room for the letter at hand, which the actor puts aside. @throws CoppiceError MAILBOX_FULL. */
  putAside(): void {
    if (!this.#hasRoom) throw full(this.path, this.#settings);
    this.#aside += 1;
  }

  /** Puts what was put aside back before all others, in its order: it has its room still. */
  putBack(letters: readonly Letter[]): void {
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
    if (this.#letters.size > 0 || this.hasCalls) consumer.wake();
    else this.#tellEmpty();
  }

  /** The incarnation takes no more; what lies here waits for the next. */
  detach(consumer: Consumer): void {
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
    for (const sender of waiting ?? []) sender.refuse(notRunning(this.path));
    for (const call of this.takeCalls()) call.refuse(notRunning(this.path));
    this.#tellEmpty();
  }

  /** Resolves when nothing waits in it and the message at hand is done, or when it is closed. What was put aside is not waited for. */
  emptied(): Promise<void> {
    if (this.#closed || (this.#letters.size === 0 && this.#consumer?.isHandling !== true)) return Promise.resolve();
    return new Promise((resolve) => (this.#emptied ??= []).push(resolve));
  }

  /** A letter that reaches nobody: counted, and its ask refused. */
  dead(reason: DeadLetterReason, letter: Letter, error?: CoppiceError): void {
    this.system.deadLetters.add(reason, this.path, contentOf(letter));
    if (letter instanceof Envelope) letter.reply?.refuse(error ?? this.#why(reason));
  }

  #why(reason: DeadLetterReason): CoppiceError {
    if (reason === "not-running") return notRunning(this.path);
    return reason === "expired" ? expired(this.path) : full(this.path, this.#settings);
  }

  #put(letter: Letter): void {
    this.#received += 1;
    this.#letters.push(this.#expiry === undefined ? letter : this.#expiry.stamp(letter));
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
    this.#isFull();
    const { overflow } = this.#settings;
    // What was put aside is older, but the actor holds it: where it takes all the room, the new one goes.
    const oldest = overflow === "drop-oldest" ? this.#letters.discard() : undefined;
    if (oldest !== undefined) this.#put(letter);
    this.dead(overflow === "drop-oldest" || overflow === "drop-newest" ? "dropped" : "mailbox-full", oldest ?? letter);
  }

  #isFull(): void {
    const { events } = this.system.environment;
    if (events.active) (this.#news ??= new OverflowNews(this.path, this.#settings, this.system.environment)).add();
  }
}
