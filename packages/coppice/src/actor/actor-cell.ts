import { adopt } from "../child/adopt.ts";
import type { ContextLife } from "../child/context.ts";
import { isStopReason } from "../child/stop-reason.ts";
import { errorData } from "../error-data.ts";
import { type Exit, failedWith } from "../exit.ts";
import { actorFailed, unhandled } from "./actor-errors.ts";
import { ActorHands } from "./actor-hands.ts";
import { ActorSystem, type Drain } from "./actor-system.ts";
import type { Address } from "./address.ts";
import { Asker } from "./asker.ts";
import type { ActorContext, Behaviour, OnError } from "./behaviour.ts";
import { contentOf, Envelope, type Letter } from "./envelope.ts";
import { judge } from "./judge.ts";
import type { Consumer, Mailbox } from "./mailbox.ts";
import { mailboxOf } from "./mailbox-of.ts";
import type { AnyMessage } from "./protocol.ts";
import { Ref } from "./ref.ts";
import { stateOf } from "./state-of.ts";
import type { SystemCaller } from "./system-request.ts";

/**
 * One incarnation of an actor: takes the messages one at a time and handles them.
 *
 * `closed` (not started, or at its end) → `idle` → `scheduled` (it will look into the mailbox) → `handling` → `idle` …
 */
export class ActorCell extends Asker implements Consumer, Drain {
  readonly #mailbox: Mailbox;
  readonly #life: ContextLife;
  readonly #ctx: ActorContext;
  readonly hands: ActorHands;
  #phase: "idle" | "scheduled" | "handling" | "closed" = "closed";
  #suspended = false;
  /** Called when the handler at hand is done, after the actor was asked to stop. */
  #whenDone: (() => void) | undefined = undefined;

  constructor(behaviour: Behaviour, life: ContextLife, ctx: ActorContext) {
    super();
    this.#life = life;
    this.#ctx = ctx;
    this.#mailbox = mailboxOf(life.place, ActorSystem.of(life.place.environment)) as Mailbox;
    this.hands = new ActorHands(behaviour, life, this.#mailbox);
    if (!life.isEnding) this.#mailbox.expect();
  }

  get ref(): Ref {
    return new Ref(this.path, this.system);
  }

  get system(): ActorSystem {
    return this.#mailbox.system;
  }

  get path(): string {
    return this.#mailbox.path;
  }

  get isSuspended(): boolean {
    return this.#suspended;
  }

  /** It has taken over the mailbox. */
  get isOpen(): boolean {
    return this.#phase !== "closed";
  }

  get isHandling(): boolean {
    return this.#phase === "handling";
  }

  get isOver(): boolean {
    return this.#life.isOver;
  }

  get asking(): readonly Address[] {
    const letter = this.hands.letter;
    if (letter === undefined) return [];
    return letter instanceof Envelope ? [...letter.asking, this.#mailbox] : [this.#mailbox];
  }

  /** Takes over the mailbox. */
  open(): void {
    if (this.#life.isEnding) return;
    this.#phase = "idle";
    this.#mailbox.open(this);
  }

  /** Gets ready first. */
  start(): unknown {
    const state = adopt(this.hands.behaviour.init?.(this.#ctx));
    if (state instanceof Promise) return state.then((answer: unknown) => this.#begin(answer));
    return this.#begin(state);
  }

  #begin(state: unknown): unknown {
    this.hands.state = state;
    // Asked to end meanwhile, it does not begin.
    if (this.#life.isEnding) return undefined;
    const started = adopt(this.hands.behaviour.started?.(this.#ctx));
    if (started instanceof Promise) return started.then(() => this.open());
    this.open();
    return undefined;
  }

  /** Lets the message at hand end, and takes no more. */
  stop(): unknown {
    this.#retire();
    if (this.#phase !== "handling") return this.#bringDown();
    return new Promise<void>((resolve) => (this.#whenDone = resolve)).then(() => this.#bringDown());
  }

  /**
   * It has ended, or was left behind: nothing is its own any more, and all whom it owes an answer learn that none will come. Resolves when what
   * is left below it is gone.
   */
  over(exit: Exit): Promise<unknown> | undefined {
    this.#retire();
    this.#phase = "closed";
    return this.hands.drop(exit);
  }

  wake(): void {
    if (this.#phase !== "idle") return;
    this.#phase = "scheduled";
    this.system.schedule(this);
  }

  drain(): void {
    if (this.#phase === "scheduled") this.system.environment.runtime.enter(this.#life, () => this.#handleAll());
  }

  /** Takes no more, and gives back what it has put aside. */
  #retire(): void {
    this.#mailbox.detach(this);
    this.hands.retire();
  }

  #bringDown(): unknown {
    this.#phase = "closed";
    return this.hands.stopChildren()?.then(() => this.#stopped()) ?? this.#stopped();
  }

  #stopped(): unknown {
    return this.hands.behaviour.stopped?.(this.#ctx);
  }

  /** Handles what lies there; returns at a handler that takes its time. */
  #handleAll(): void {
    if (this.#mailbox.hasCalls) for (const call of this.#mailbox.takeCalls()) this.#answer(call);
    if (this.#suspended) {
      this.#phase = "idle";
      return;
    }
    this.#phase = "handling";
    const share = Math.max(1, this.system.left);
    let done = 0;
    while (done < share && !this.#life.isEnding) {
      const letter = this.#mailbox.take();
      if (letter === undefined) break;
      done += 1;
      if (this.#takesTime(letter)) {
        this.system.left -= done;
        this.#mailbox.drained();
        return;
      }
    }
    this.system.left -= done;
    if (done > 0) this.#mailbox.drained();
    this.#goOn(done === share || this.#mailbox.hasCalls);
  }

  /** Does what is asked of every actor, between two messages. */
  #answer(call: SystemCaller): void {
    const { request } = call;
    if (request === "inspect") {
      try {
        call.answer(stateOf(this.hands.behaviour, this.hands.state));
      } catch (error) {
        call.refuse(error);
      }
      return;
    }
    const suspends = request === "suspend";
    if (this.#suspended !== suspends) this.#life.place.report(this.#life, suspends ? "actor.suspended" : "actor.resumed", "info");
    this.#suspended = suspends;
    call.answer(undefined);
  }

  /** What comes after a message, or many. */
  #goOn(mayBeMore: boolean): void {
    if (this.#life.isEnding) {
      this.#phase = "closed";
      this.#whenDone?.();
    } else if (mayBeMore) {
      this.#phase = "scheduled";
      if (this.system.left > 0) this.drain();
      else this.system.schedule(this);
    } else this.#phase = "idle";
  }

  /** Handles a letter; whether the handler has only begun. */
  #takesTime(letter: Letter): boolean {
    const message = contentOf(letter);
    const { receive } = this.hands.behaviour;
    const handler = Object.hasOwn(receive, message.type) ? receive[message.type] : undefined;
    if (typeof handler !== "function") {
      this.#mailbox.dead("unhandled", letter, unhandled(this.path, this.hands.behaviour, message));
      return false;
    }
    this.hands.letter = letter;
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
    this.system.environment.runtime.outside(() => {
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
    if (this.hands.letter !== letter) return;
    this.hands.letter = undefined;
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
    this.hands.failedAt(letter);
    if (life.isEnding && isStopReason(error)) {
      this.#mailbox.dead("not-running", letter);
      return;
    }
    const decision = this.hands.behaviour.onError === undefined ? "restart" : this.#judge(error, contentOf(letter));
    const exit = failedWith(error);
    this.#mailbox.dead("failed", letter, actorFailed(this.path, exit, error));
    if (life.isOver || decision === "resume") return;
    this.#mailbox.detach(this);
    if (decision === "restart") life.fail(error);
    else if (decision === "escalate") this.#life.place.condemn(life, { ...exit, fatal: true });
    else life.place.resign?.(life);
  }

  #judge(error: unknown, message: AnyMessage): OnError {
    const { runtime } = this.system.environment;
    const decide = (): unknown => runtime.enter(this.#life, () => this.hands.behaviour.onError?.(error, message, this.#ctx));
    return judge(this.path, decide, (hookError) => this.#report("hook.failed", hookError));
  }

  #report(type: string, error: unknown): void {
    const { isOver, incarnation } = this.#life;
    const data = { error: errorData(error) };
    this.#life.place.report(this.#life, type, "warn", isOver ? { ...data, former: incarnation } : data);
  }
}
