import type { ContextLife } from "../child/context.ts";
import type { Place } from "../child/contract.ts";
import { errorData } from "../error-data.ts";
import { CoppiceError } from "../error.ts";
import { describeExit } from "../exit-text.ts";
import { type Exit, failedWith, isAbnormal } from "../exit.ts";
import { adopt } from "../kind/make.ts";
import { isStopReason } from "../child/stop-reason.ts";
import { show } from "../show.ts";
import type { Duration } from "../time/duration.ts";
import type { Hands } from "./actor-context.ts";
import { ActorSystem, type Asker } from "./actor-system.ts";
import { ActorTimers } from "./actor-timers.ts";
import type { Address } from "./address.ts";
import type { ActorContext, Behaviour, CancelTimer, OnError } from "./behaviour.ts";
import { Envelope, type Reply } from "./envelope.ts";
import { type Consumer, contentOf, type Letter, type Mailbox } from "./mailbox.ts";
import { mailboxOf } from "./mailbox-of.ts";
import type { AnyMessage } from "./protocol.ts";
import { Ref } from "./ref.ts";

const DECISIONS: ReadonlySet<unknown> = new Set<OnError>(["resume", "restart", "stop", "escalate"]);

/**
 * One incarnation of an actor: takes the messages one at a time and handles them.
 *
 * `closed` (not started, or at its end) → `idle` → `scheduled` (it will look into the mailbox) → `handling` → `idle` …
 */
export class ActorCell implements Consumer, Hands, Asker {
  readonly ref: Ref;
  readonly #mailbox: Mailbox;
  readonly #life: ContextLife;
  readonly #place: Place;
  readonly #system: ActorSystem;
  readonly #ctx: ActorContext;
  readonly #drain: () => void;
  #behaviour: Behaviour;
  /** The letter at hand. */
  #letter: Letter | undefined = undefined;
  #phase: "idle" | "scheduled" | "handling" | "closed" = "closed";
  #stashed: Letter[] = [];
  #timers: ActorTimers | undefined = undefined;
  /** Whom it owes an answer that no handler will give any more. */
  #owed: Set<Reply> | undefined = undefined;
  /** Called when the handler at hand is done, after the actor was asked to stop. */
  #whenDone: (() => void) | undefined = undefined;

  constructor(behaviour: Behaviour, place: Place, life: ContextLife, ctx: ActorContext) {
    this.#behaviour = behaviour;
    this.#place = place;
    this.#life = life;
    this.#ctx = ctx;
    this.#system = ActorSystem.of(place.environment);
    this.#mailbox = mailboxOf(place, this.#system) as Mailbox;
    if (!life.isEnding) this.#mailbox.expect();
    this.ref = new Ref(place.path, this.#system);
    this.#drain = () => {
      if (this.#phase === "scheduled") this.#place.environment.runtime.enter(this.#life, () => this.#handleAll());
    };
    this.#system.askers.set(life, this);
  }

  get path(): string {
    return this.#mailbox.path;
  }

  get isOver(): boolean {
    return this.#life.isOver;
  }

  get isBusy(): boolean {
    return this.#letter !== undefined;
  }

  get asking(): readonly Address[] {
    const letter = this.#letter;
    if (letter === undefined) return [];
    return letter instanceof Envelope ? [...letter.asking, this.#mailbox] : [this.#mailbox];
  }

  get sender(): Ref | undefined {
    const sender = this.#letter instanceof Envelope ? this.#letter.sender : undefined;
    return sender && new Ref(sender.path, this.#system);
  }

  /** Gets ready, and takes over the mailbox. */
  start(): unknown {
    const started = adopt(this.#behaviour.started?.(this.#ctx));
    if (started instanceof Promise) return started.then(() => this.#open());
    this.#open();
    return undefined;
  }

  /** Lets the message at hand end, and takes no more. */
  stop(): unknown {
    this.#retire();
    if (this.#phase !== "handling") return this.#stopped();
    return new Promise<void>((resolve) => (this.#whenDone = resolve)).then(() => this.#stopped());
  }

  /** It has ended, or was left behind: nothing is its own any more, and all whom it owes an answer learn that none will come. */
  over(exit: Exit): void {
    this.#retire();
    this.#phase = "closed";
    const letter = this.#letter;
    this.#letter = undefined;
    if (letter !== undefined) this.#mailbox.dead("failed", letter, this.#actorFailed(exit));
    for (const reply of this.#owed ?? []) {
      reply.refuse(isAbnormal(exit) ? this.#actorFailed(exit) : this.#mailbox.notRunning());
    }
  }

  wake(): void {
    if (this.#phase !== "idle") return;
    this.#phase = "scheduled";
    this.#system.schedule(this.#drain);
  }

  reply(value: unknown): void {
    const letter = this.#atHand("reply");
    if (!(letter instanceof Envelope)) return;
    const { reply } = letter;
    letter.reply = undefined;
    if (reply === undefined) this.#system.deadLetters.add("late-reply", this.path, value);
    else reply.answer(value);
  }

  later(): (value: unknown) => void {
    const letter = this.#atHand("later");
    if (!(letter instanceof Envelope) || letter.reply === undefined) return () => undefined;
    const { reply } = letter;
    letter.reply = undefined;
    reply.owedIn((this.#owed ??= new Set()));
    return (value) => reply.answer(value);
  }

  become(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
  }

  stash(): void {
    const letter = this.#atHand("stash");
    this.#mailbox.putAside();
    this.#stashed.push(letter);
    this.#letter = undefined;
  }

  unstash(): void {
    const stashed = this.#stashed;
    if (stashed.length === 0) return;
    this.#stashed = [];
    this.#mailbox.putBack(stashed);
  }

  after(delay: Duration, message: AnyMessage): CancelTimer {
    return this.#timing.after(delay, message);
  }

  every(interval: Duration, message: AnyMessage): CancelTimer {
    return this.#timing.every(interval, message);
  }

  get #timing(): ActorTimers {
    return (this.#timers ??= new ActorTimers(this.#life, this.#mailbox));
  }

  #open(): void {
    if (this.#life.isEnding) return;
    this.#phase = "idle";
    this.#mailbox.open(this);
  }

  /** Takes no more, and gives back what it has put aside. */
  #retire(): void {
    this.#mailbox.suspend(this);
    this.#timers?.cancel();
    this.unstash();
  }

  #stopped(): unknown {
    this.#phase = "closed";
    return this.#behaviour.stopped?.(this.#ctx);
  }

  /** Handles what lies there; returns at a handler that takes its time. */
  #handleAll(): void {
    this.#phase = "handling";
    const share = Math.max(1, this.#system.left);
    let done = 0;
    while (done < share && !this.#life.isEnding) {
      const letter = this.#mailbox.take();
      if (letter === undefined) break;
      done += 1;
      if (this.#takesTime(letter)) {
        this.#system.left -= done;
        return;
      }
    }
    this.#system.left -= done;
    this.#goOn(done === share);
  }

  /** What comes after a message, or many. */
  #goOn(mayBeMore: boolean): void {
    if (this.#life.isEnding) {
      this.#phase = "closed";
      this.#whenDone?.();
    } else if (mayBeMore) {
      this.#phase = "scheduled";
      if (this.#system.left > 0) this.#drain();
      else this.#system.schedule(this.#drain);
    } else this.#phase = "idle";
  }

  /** Handles a letter; whether the handler has only begun. */
  #takesTime(letter: Letter): boolean {
    const message = contentOf(letter);
    const { receive } = this.#behaviour;
    const handler = Object.hasOwn(receive, message.type) ? receive[message.type] : undefined;
    if (typeof handler !== "function") {
      this.#mailbox.dead("unhandled", letter, unhandled(this.path, this.#behaviour, message));
      return false;
    }
    this.#letter = letter;
    let result: unknown;
    try {
      result = adopt(handler.call(receive, message, this.#ctx));
    } catch (error) {
      this.#failed(letter, error);
      return false;
    }
    if (!(result instanceof Promise)) {
      this.#handled(letter, result);
      return false;
    }
    this.#await(letter, result);
    return true;
  }

  #await(letter: Letter, result: Promise<unknown>): void {
    const goOn = (): void => {
      if (this.#phase === "handling") this.#goOn(true);
    };
    this.#place.environment.runtime.outside(() => {
      result.then(
        (value) => {
          this.#handled(letter, value);
          goOn();
        },
        (error: unknown) => {
          this.#failed(letter, error);
          goOn();
        },
      );
    });
  }

  #handled(letter: Letter, value: unknown): void {
    // A letter that was put aside keeps its reply, and what is over has none to give.
    if (this.#letter !== letter) return;
    this.#letter = undefined;
    if (!(letter instanceof Envelope)) return;
    const { reply } = letter;
    letter.reply = undefined;
    reply?.answer(value);
  }

  #failed(letter: Letter, error: unknown): void {
    const life = this.#life;
    if (life.isOver) {
      if (!isStopReason(error)) this.#report("child.failed-late", error);
      return;
    }
    if (this.#letter === undefined && this.#stashed.at(-1) === letter) {
      this.#stashed.pop();
      this.#mailbox.forget();
    }
    this.#letter = undefined;
    if (life.isEnding && isStopReason(error)) {
      this.#mailbox.dead("not-running", letter);
      return;
    }
    const decision = this.#judge(error, contentOf(letter));
    const exit = failedWith(error);
    this.#mailbox.dead("failed", letter, this.#actorFailed(exit, error));
    if (life.isOver || decision === "resume") return;
    this.#mailbox.suspend(this);
    if (decision === "restart") life.fail(error);
    else if (decision === "escalate") this.#place.condemn(life, { ...exit, fatal: true });
    else this.#place.environment.branch?.stopChild(this.#place.spec.id).catch(() => undefined);
  }

  #judge(error: unknown, message: AnyMessage): OnError {
    const behaviour = this.#behaviour;
    if (behaviour.onError === undefined) return "restart";
    try {
      const { runtime } = this.#place.environment;
      const decision: unknown = runtime.enter(this.#life, () => behaviour.onError?.(error, message, this.#ctx));
      if (DECISIONS.has(decision)) return decision as OnError;
      throw new CoppiceError(
        "BAD_OPTION",
        `${this.path}: onError(…) answered ${show(decision)}: expected "resume", "restart", "stop" or "escalate". It counts as "restart".`,
        { details: { path: this.path } },
      );
    } catch (hookError) {
      this.#report("hook.failed", hookError);
      return "restart";
    }
  }

  #report(type: string, error: unknown): void {
    const { isOver, incarnation } = this.#life;
    const data = { error: errorData(error) };
    this.#place.report(this.#life, type, "warn", isOver ? { ...data, former: incarnation } : data);
  }

  #atHand(member: string): Letter {
    if (this.#letter !== undefined) return this.#letter;
    throw new CoppiceError(
      "NO_MESSAGE",
      `${this.path}: ctx.${member}() was called with no message at hand: expected a call in a handler, before it is done, and not after ctx.stash()`,
      { details: { path: this.path, member } },
    );
  }

  #actorFailed(exit: Exit, cause?: unknown): CoppiceError {
    return new CoppiceError("ACTOR_FAILED", `${this.path} failed at the message: it ${describeExit(exit)}`, {
      details: { path: this.path, exit: { ...exit } as never },
      cause,
    });
  }
}

function unhandled(path: string, { receive }: Behaviour, { type }: AnyMessage): CoppiceError {
  const known = Object.keys(receive).join(", ");
  return new CoppiceError("UNHANDLED_MESSAGE", `${path} has no handler for "${type}": it handles ${known || "nothing"}`, {
    details: { path, type },
  });
}
