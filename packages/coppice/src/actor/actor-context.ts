import type { ContextLife } from "../child/context.ts";
import type { Environment, Spec } from "../child/contract.ts";
import { LoopContext, refuseWhenFenced } from "../child/loop-context.ts";
import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import type { Duration } from "../time/duration.ts";
import { ActorSystem } from "./actor-system.ts";
import { type ActorContext, type Behaviour, type CancelTimer, isBehaviour } from "./behaviour.ts";
import type { MessageEnvelope } from "./message-envelope.ts";
import { type AnyMessage, isMessage } from "./protocol.ts";
import { Ref } from "./ref.ts";
import { refTo, type RefOf } from "./ref-to.ts";

/** What an actor does for its context. */
export interface Hands {
  state: unknown;
  readonly sender: Ref | undefined;
  readonly envelope: MessageEnvelope;
  /** What is seen from the actor. */
  readonly environment: Environment;
  spawn(spec: Spec): Promise<unknown>;
  stopChild(id: string): Promise<unknown>;
  reply(value: unknown): void;
  later(): (value: unknown) => void;
  become(behaviour: Behaviour): void;
  stash(): void;
  unstash(): void;
  /** Puts into the actor's own mailbox what it was promised to hear, full or not. */
  hear(message: AnyMessage): void;
  after(delay: Duration, message: AnyMessage): CancelTimer;
  every(interval: Duration, message: AnyMessage): CancelTimer;
}

/** The context of an actor. Its hands are there once its behaviour is made. */
export class ActorLoopContext extends LoopContext implements ActorContext {
  readonly life: ContextLife;
  hands: Hands | undefined = undefined;

  constructor(life: ContextLife) {
    super(life);
    this.life = life;
  }

  get state(): unknown {
    return this.#hands("state").state;
  }

  set state(state: unknown) {
    this.#hands("state").state = state;
  }

  get self(): Ref {
    return new Ref(this.path, ActorSystem.of(this.life.place.environment));
  }

  get sender(): Ref | undefined {
    return this.hands?.sender;
  }

  get envelope(): MessageEnvelope {
    return this.#hands("envelope").envelope;
  }

  get spawn(): <Instance>(spec: Spec<Instance>) => Promise<Instance> {
    return async <Instance>(spec: Spec<Instance>) => (await this.#hands("spawn").spawn(spec)) as Instance;
  }

  get stopChild(): (id: string) => Promise<void> {
    return async (id) => void (await this.#hands("stopChild").stopChild(id));
  }

  get ref(): <Target extends Spec | string>(target: Target) => RefOf<Target> {
    return (target) => {
      refuseWhenFenced(this.life, "ref");
      return refTo(this.hands?.environment ?? this.life.place.environment, target);
    };
  }

  override get use(): <Instance>(spec: Spec<Instance>) => Instance {
    const around = super.use;
    // Its own children are the nearest.
    return <Instance>(spec: Spec<Instance>) => {
      const here = this.hands?.environment;
      return here === undefined || this.life.isOver ? around(spec) : (here.use(spec) as Instance);
    };
  }

  override get monitor(): ActorContext["monitor"] {
    const monitor = super.monitor;
    return (target, heard) => {
      if (typeof heard !== "function") return monitor(target, heard);
      return monitor(target, (down) => {
        const answer: unknown = heard(down);
        if (!isMessage(answer)) return answer;
        return this.#hands("monitor").hear(answer);
      });
    };
  }

  get reply(): (value: unknown) => void {
    return (value) => this.#hands("reply").reply(value);
  }

  get later(): () => (value: unknown) => void {
    return () => this.#hands("later").later();
  }

  get become(): (behaviour: Behaviour) => void {
    return (behaviour) => {
      const hands = this.#hands("become");
      if (isBehaviour(behaviour)) return hands.become(behaviour);
      throw new CoppiceError(
        "BAD_OPTION",
        `${this.path}: ctx.become(…) was given ${show(behaviour)}: expected a behaviour, an object with receive: { … }.`,
        { details: { path: this.path, member: "become" } },
      );
    };
  }

  get stash(): () => void {
    return () => this.#hands("stash").stash();
  }

  get unstash(): () => void {
    return () => this.#hands("unstash").unstash();
  }

  get after(): (delay: Duration, message: AnyMessage) => CancelTimer {
    return (delay, message) => this.#hands("after").after(delay, message);
  }

  get every(): (interval: Duration, message: AnyMessage) => CancelTimer {
    return (interval, message) => this.#hands("every").every(interval, message);
  }

  #hands(member: string): Hands {
    refuseWhenFenced(this.life, member);
    if (this.hands !== undefined) return this.hands;
    throw new CoppiceError(
      "NO_MESSAGE",
      `${this.path}: ctx.${member} was used before its behaviour was made: use it in a hook or in a handler`,
      { details: { path: this.path, member } },
    );
  }
}
