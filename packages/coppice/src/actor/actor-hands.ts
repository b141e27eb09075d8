import type { ContextLife } from "../child/context.ts";
import type { Branch, Environment, Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { type Exit, isAbnormal } from "../exit.ts";
import type { Duration } from "../time/duration.ts";
import { ActorChildren, type ActorChildrenOptions, expectSpawnable } from "./actor-children.ts";
import type { Hands } from "./actor-context.ts";
import { actorFailed, alreadyReplied, endsNow, noMessage } from "./actor-errors.ts";
import { ActorTimers } from "./actor-timers.ts";
import type { Behaviour, CancelTimer } from "./behaviour.ts";
import { Envelope, type Letter, type Reply } from "./envelope.ts";
import type { Mailbox } from "./mailbox.ts";
import { notRunning } from "./mailbox-errors.ts";
import type { MessageEnvelope } from "./message-envelope.ts";
import type { AnyMessage } from "./protocol.ts";
import { Ref } from "./ref.ts";
import { Stash } from "./stash.ts";

/** What one incarnation of an actor holds: its behaviour, the letter at hand, and what its code took or put aside of them. */
export class ActorHands implements Hands {
  behaviour: Behaviour;
  /** What `init` answered, or what came in its place. */
  state: unknown = undefined;
  /** The letter at hand; undefined once it was put aside. */
  letter: Letter | undefined = undefined;
  readonly #life: ContextLife;
  readonly #mailbox: Mailbox;
  #stash: Stash | undefined = undefined;
  #timers: ActorTimers | undefined = undefined;
  #children: ActorChildren | undefined = undefined;
  /** Whom it owes an answer that no handler will give any more. */
  #owed: Set<Reply> | undefined = undefined;

  constructor(behaviour: Behaviour, life: ContextLife, mailbox: Mailbox) {
    this.behaviour = behaviour;
    this.#life = life;
    this.#mailbox = mailbox;
  }

  get branch(): Branch | undefined {
    return this.#children?.branch;
  }

  get environment(): Environment {
    return this.#children?.environment ?? this.#life.place.environment;
  }

  get sender(): Ref | undefined {
    const sender = this.letter instanceof Envelope ? this.letter.sender : undefined;
    return sender && new Ref(sender.path, this.#mailbox.system);
  }

  get envelope(): MessageEnvelope {
    const letter = this.#atHand("envelope");
    const { priority = "normal", due, correlationId, replyTo } = (letter instanceof Envelope && letter.delivery) || {};
    const wantedBy = replyTo instanceof Ref ? replyTo : replyTo && new Ref(replyTo.path, this.#mailbox.system);
    const expires = due !== undefined && due !== Number.POSITIVE_INFINITY;
    const expiresIn = expires ? Math.max(0, due - this.#life.place.environment.runtime.now()) : undefined;
    return { priority, sender: this.sender, replyTo: wantedBy, correlationId, expiresIn };
  }

  reply(value: unknown): void {
    const letter = this.#atHand("reply");
    if (!(letter instanceof Envelope) || !letter.isAsk) return;
    const { reply } = letter;
    letter.reply = undefined;
    if (reply === undefined) throw alreadyReplied(this.#mailbox.path, value);
    reply.answer(value);
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
    this.behaviour = behaviour;
  }

  stash(): void {
    (this.#stash ??= new Stash(this.#mailbox)).put(this.#atHand("stash"));
    this.letter = undefined;
  }

  unstash(): void {
    this.#stash?.giveBack();
  }

  async spawn(spec: Spec): Promise<unknown> {
    const { path } = this.#mailbox;
    expectSpawnable(path, spec);
    if (this.#life.isEnding) throw endsNow(path, spec.id);
    this.#children ??= this.#withChildren();
    return await this.#children.spawn(spec);
  }

  async stopChild(id: string): Promise<unknown> {
    if (this.#children !== undefined) return await this.#children.branch.stopChild(id);
    const { path } = this.#mailbox;
    throw new CoppiceError("NOT_FOUND", `${path} has no child "${id}": it has spawned none`, { details: { path, id } });
  }

  hear(message: AnyMessage): void {
    this.#mailbox.insist(message);
  }

  after(delay: Duration, message: AnyMessage): CancelTimer {
    return this.#timing.after(delay, message);
  }

  every(interval: Duration, message: AnyMessage): CancelTimer {
    return this.#timing.every(interval, message);
  }

  /** The handler has failed at a letter: if it was put aside, it is there no more. */
  failedAt(letter: Letter): void {
    if (this.letter === undefined) this.#stash?.drop(letter);
    this.letter = undefined;
  }

  /** Takes no more: what was put aside goes back, and no timer comes. */
  retire(): void {
    this.#timers?.cancel();
    this.unstash();
  }

  /** Brings its children down; resolves once they are. */
  stopChildren(): Promise<unknown> | undefined {
    return this.#children?.stop();
  }

  /** Lets go of everything, with this exit; resolves when what is left below is gone. */
  drop(exit: Exit): Promise<unknown> | undefined {
    const { path } = this.#mailbox;
    const { letter } = this;
    this.letter = undefined;
    if (letter !== undefined) this.#mailbox.dead("failed", letter, actorFailed(path, exit));
    for (const reply of this.#owed ?? []) reply.refuse(isAbnormal(exit) ? actorFailed(path, exit) : notRunning(path));
    return this.#children?.kill(exit.type === "killed" ? exit.by : "shutdown-timeout");
  }

  get #timing(): ActorTimers {
    return (this.#timers ??= new ActorTimers(this.#life, this.#mailbox));
  }

  /** However its end begins, also when it was never ready, they end in order. */
  #withChildren(): ActorChildren {
    const { children = {} } = this.#life.place.spec.body as { readonly children?: ActorChildrenOptions };
    const made = new ActorChildren(this.#life.place, this.#life, children);
    this.#life.belongings.defer(() => made.stop());
    return made;
  }

  #atHand(member: string): Letter {
    if (this.letter !== undefined) return this.letter;
    throw noMessage(this.#mailbox.path, member);
  }
}
