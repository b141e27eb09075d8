import { ActorSystem } from "../actor/actor-system.ts";
import { firstAnswer } from "../actor/first-answer.ts";
import type { AnyMessage } from "../actor/protocol.ts";
import { isRecipient, type Recipient } from "../actor/recipient.ts";
import type { AskOptions, SendOptions } from "../actor/ref.ts";
import type { Context, ContextLife } from "../child/context.ts";
import type { Kept, Place } from "../child/contract.ts";
import { Tenants } from "../child/tenants.ts";
import { errorData } from "../error-data.ts";
import { CoppiceError, isCoppiceError } from "../error.ts";
import { expectLife, holderOf } from "../registry/registrant.ts";
import { expectCall, expectMessage, expectSubscription, filterIn, type ListenOptions, mailboxIn } from "./listen-options.ts";
import { type Listen, Listener } from "./listener.ts";
import { PatternTree } from "./pattern-tree.ts";
import { type Door, doorOf, type Subscriber, type SubscriptionOptions } from "./subscriber.ts";
import type { TopicEvents } from "./topic-events.ts";
import type { MessageAt, PatternOf, TopicMap, TopicOf } from "./topic-map.ts";
import { partsOfPattern, partsOfTopic } from "./topic-name.ts";
import { TopicStream } from "./topic-stream.ts";

/** What became of a message that was published. */
export interface Published {
  /** How many subscribers took it. */
  readonly taken: number;
  /** How many could not: their mailbox was full, or they do not run. Each is a dead letter. */
  readonly refused: number;
}

/** What topics have seen since they were started first. Plain data. */
export interface TopicsInfo {
  readonly path: string;
  readonly subscriptions: number;
  /** How many messages were published, by `tell`, `publish` or `ask`. */
  readonly published: number;
  /** How many of them found nobody. */
  readonly unrouted: number;
}

interface Subscription {
  readonly pattern: string;
  readonly parts: readonly string[];
  readonly key: unknown;
  readonly door: Door;
  readonly filter: SubscriptionOptions["filter"];
  letGo: (() => void) | undefined;
}

/** A sweep for those that are gone, at the least after so many subscriptions; then after as many as there are. */
const SWEEP_AFTER = 64;

/**
 * Messages by topic. A topic is a name of parts, `orders.created`; who subscribes gives a name, or a pattern: `*` stands for one part, `>`
 * at the end for one or more.
 *
 * A message is given to all subscribers before the call returns, in the order in which the messages were published; each takes them at its own
 * pace. A subscription of a `Recipient` lasts, across restarts, until it is gone from the tree; one that is made with a context ends with
 * that incarnation. Topics remember subscriptions across their own restarts, and forget all when they are stopped.
 */
export class Topics<Map extends TopicMap = TopicMap> implements Kept {
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  readonly #place: Place;
  readonly #system: ActorSystem;
  readonly #tellsUnrouted: boolean;
  readonly #tenants = new Tenants();
  readonly #subscriptions = new PatternTree<Subscription>();
  #open = false;
  #untilSweep = SWEEP_AFTER;
  #published = 0;
  #unrouted = 0;

  constructor(place: Place, tellsUnrouted: boolean) {
    this.path = place.path;
    this.#place = place;
    this.#system = ActorSystem.of(place.environment);
    this.#tellsUnrouted = tellsUnrouted;
  }

  /**
   * Has an actor told all messages of a pattern: by a `Ref`, the address of a name, or a pool, until it is gone; by the context of an actor, until
   * that incarnation ends. Again, for the same pattern, it takes the place of what was said before. Answers how to end it.
   *
   * @throws CoppiceError BAD_TOPIC; BAD_OPTION for what takes no messages, an unknown option, or a filter that is no function; NOT_RUNNING; UNSUPPORTED,
   * STALE_INCARNATION for the context.
   */
  subscribe<const Pattern extends string>(
    who: Subscriber<MessageAt<Map, Pattern>> | Context,
    pattern: PatternOf<Map, Pattern>,
    options: SubscriptionOptions<MessageAt<Map, Pattern>> = {},
  ): () => void {
    const where = `${this.path}: subscribe(who, pattern)`;
    const [recipient, life] = this.#recipient(where, "subscribe", who);
    expectSubscription(where, options);
    return this.#add(where, pattern, recipient.path, doorOf(recipient), options, life);
  }

  /** Ends what `subscribe` began. Answers whether there was anything. @throws CoppiceError BAD_TOPIC, BAD_OPTION. */
  unsubscribe(who: Subscriber<never> | Context, pattern: string): boolean {
    const where = `${this.path}: unsubscribe(who, pattern)`;
    const [{ path }] = this.#recipient(where, "unsubscribe", who);
    const subscription = this.#subscriptions.get(partsOfPattern(where, pattern), path);
    if (subscription !== undefined) this.#remove(subscription, "asked");
    return subscription !== undefined;
  }

  /**
   * Calls a function of any child with each message of a pattern, one at a time, until the incarnation ends or the answered function is called.
   * It runs in the child's context: when it throws or rejects, the child fails. What waits for it is bounded as in a mailbox.
   *
   * @throws CoppiceError BAD_TOPIC, BAD_OPTION, NOT_RUNNING, STALE_INCARNATION.
   */
  listen<const Pattern extends string>(
    ctx: Context,
    pattern: PatternOf<Map, Pattern>,
    call: Listen<MessageAt<Map, Pattern>>,
    options: ListenOptions<MessageAt<Map, Pattern>> = {},
  ): () => void {
    const where = `${this.path}: listen(ctx, pattern, call)`;
    const life = expectLife(where, "listen", ctx, "the context of a child");
    expectCall(where, call);
    const listener = new Listener(life, call as Listen, mailboxIn(where, options));
    return this.#add(where, pattern, listener, listener, options, life);
  }

  /**
   * The messages of a pattern from now on, as an async iterator for any child. It ends when the child's end begins, or when the loop is left. What
   * waits for it is bounded as in a mailbox. An `ask` does not reach it.
   *
   * @throws CoppiceError BAD_TOPIC, BAD_OPTION, NOT_RUNNING, STALE_INCARNATION.
   */
  stream<const Pattern extends string>(
    ctx: Context,
    pattern: PatternOf<Map, Pattern>,
    options: ListenOptions<MessageAt<Map, Pattern>> = {},
  ): TopicStream<MessageAt<Map, Pattern>> {
    const where = `${this.path}: stream(ctx, pattern)`;
    const life = expectLife(where, "stream", ctx, "the context of a child");
    const stream = new TopicStream<MessageAt<Map, Pattern>>(life, mailboxIn(where, options), () => end());
    const end = this.#add(where, pattern, stream, stream, options, life);
    stream.endWith(ctx.signal);
    return stream;
  }

  /**
   * Tells all subscribers of a topic; a mailbox that is full does with it what its overflow says of a `tell`. Answers how many subscribers
   * there were. @throws CoppiceError BAD_TOPIC; BAD_OPTION for what is no message.
   */
  tell<Topic extends TopicOf<Map>>(topic: Topic, message: Map[Topic]): number {
    const doors = this.#route("tell", topic, message);
    for (const door of doors) door.tell(message, topic);
    return doors.length;
  }

  /**
   * Sends to all subscribers of a topic; resolves when all have taken it or refused, so that a full mailbox that blocks slows who publishes.
   * Who published first is first everywhere.
   *
   * @throws CoppiceError (rejects) BAD_TOPIC; BAD_OPTION for what is no message; or with the signal's reason, when it stopped the waiting.
   */
  async publish<Topic extends TopicOf<Map>>(topic: Topic, message: Map[Topic], options: SendOptions = {}): Promise<Published> {
    const doors = this.#route("publish", topic, message);
    const settled = await Promise.allSettled(doors.map((door) => door.send(message, topic, options)));
    let refused = 0;
    for (const [at, result] of settled.entries()) {
      if (result.status === "fulfilled") continue;
      if (!isCoppiceError(result.reason)) throw result.reason;
      refused += 1;
      const reason = result.reason.code === "MAILBOX_FULL" ? "mailbox-full" : "not-running";
      this.#system.deadLetters.add(reason, doors[at]?.path ?? this.path, message);
    }
    return { taken: settled.length - refused, refused };
  }

  /**
   * Asks all subscribers of a topic, and resolves with the first answer. The others' answers reach nobody.
   *
   * @throws CoppiceError (rejects) NO_SUBSCRIBER when nobody is there who could answer; when nobody answers, as the last of the asks does:
   * ASK_TIMEOUT, ACTOR_FAILED, …; BAD_TOPIC, BAD_OPTION; or with the signal's reason.
   */
  async ask<Topic extends TopicOf<Map>>(topic: Topic, message: Map[Topic], options: AskOptions = {}): Promise<unknown> {
    const doors = this.#route("ask", topic, message, (door) => door.ask !== undefined);
    if (doors.length === 0) throw this.#nobody(topic);
    return await firstAnswer(doors.map((door) => door.ask?.(message, topic, options) as Promise<unknown>));
  }

  /** How many subscribers a message to this topic would be given to, filters aside. @throws CoppiceError BAD_TOPIC. */
  countSubscribers(topic: TopicOf<Map>): number {
    return this.#covering(partsOfTopic(`${this.path}: countSubscribers(topic)`, topic)).length;
  }

  /** How the topics stand. */
  info(): TopicsInfo {
    const { path } = this;
    return { path, subscriptions: this.#subscriptions.size, published: this.#published, unrouted: this.#unrouted };
  }

  /** An incarnation of the topics begins. For the tree alone. */
  open(): void {
    this.#open = true;
  }

  /** No incarnation will come by itself. For the tree alone. */
  rest(): void {
    this.#open = false;
    for (const subscription of this.#subscriptions.all()) this.#remove(subscription, "ended");
  }

  #recipient(where: string, member: string, who: unknown): readonly [Recipient, ContextLife | undefined] {
    if (isRecipient(who)) return [who, undefined];
    const { ref, life } = holderOf(where, member, who);
    return [ref, life];
  }

  #add(
    where: string,
    pattern: string,
    key: unknown,
    door: Door,
    options: SubscriptionOptions<never>,
    life: ContextLife | undefined,
  ): () => void {
    const parts = partsOfPattern(where, pattern);
    const filter = filterIn(options, where);
    if (!this.#open) throw this.#notRunning();
    this.#sweep();
    const before = this.#subscriptions.get(parts, key);
    before?.letGo?.();
    const subscription: Subscription = { pattern, parts, key, door, filter, letGo: undefined };
    subscription.letGo = life && this.#tenants.add(life, () => this.#remove(subscription, "ended"));
    this.#subscriptions.set(parts, key, subscription);
    if (before === undefined) this.#report("topic.subscribed", "debug", { pattern, subscriber: door.path });
    return () => this.#remove(subscription, "asked");
  }

  #remove(subscription: Subscription, why: TopicEvents["topic.unsubscribed"]["why"]): void {
    const { pattern, parts, key, door, letGo } = subscription;
    if (this.#subscriptions.get(parts, key) !== subscription) return;
    letGo?.();
    this.#subscriptions.delete(parts, key);
    if (door instanceof TopicStream) door.end();
    if (door instanceof TopicStream || door instanceof Listener) door.mailbox.rest();
    this.#report("topic.unsubscribed", "debug", { pattern, subscriber: door.path, why });
  }

  /** Whom a message goes to: counted, and a dead letter where that is asked for. */
  #route(member: string, topic: string, message: AnyMessage, takes: (door: Door) => boolean = () => true): readonly Door[] {
    const where = `${this.path}: ${member}(topic, message)`;
    const parts = partsOfTopic(where, topic);
    expectMessage(where, message);
    this.#published += 1;
    const chosen = this.#covering(parts).filter(
      (subscription) => takes(subscription.door) && this.#wants(subscription, message, topic),
    );
    if (chosen.length === 0) {
      this.#unrouted += 1;
      if (this.#tellsUnrouted) this.#system.deadLetters.add("no-subscriber", this.path, message);
    }
    return chosen.map(({ door }) => door);
  }

  /** Who is subscribed, without those that are gone from the tree. */
  #covering(parts: readonly string[]): readonly Subscription[] {
    return this.#subscriptions.covering(parts).filter((subscription) => this.#isThere(subscription));
  }

  #isThere(subscription: Subscription): boolean {
    if (subscription.door.isThere) return true;
    this.#remove(subscription, "gone");
    return false;
  }

  #wants({ filter, pattern, door }: Subscription, message: AnyMessage, topic: string): boolean {
    if (filter === undefined) return true;
    try {
      return filter(message, topic);
    } catch (error) {
      this.#report("topic.filter-failed", "warn", { pattern, subscriber: door.path, error: errorData(error) });
      return false;
    }
  }

  /** Once in as many subscriptions as there are: what is gone, and no message comes to, is forgotten too. */
  #sweep(): void {
    this.#untilSweep -= 1;
    if (this.#untilSweep > 0) return;
    for (const subscription of this.#subscriptions.all()) this.#isThere(subscription);
    this.#untilSweep = Math.max(SWEEP_AFTER, this.#subscriptions.size);
  }

  #report<Type extends keyof TopicEvents>(type: Type, severity: "debug" | "warn", data: TopicEvents[Type]): void {
    const { events } = this.#place.environment;
    if (events.active) events.emit(type, severity, this.path, undefined, data);
  }

  #nobody(topic: string): CoppiceError {
    return new CoppiceError("NO_SUBSCRIBER", `nobody who could answer is subscribed to "${topic}" at ${this.path} now`, {
      details: { path: this.path, topic },
    });
  }

  #notRunning(): CoppiceError {
    return new CoppiceError("NOT_RUNNING", `the topics ${this.path} do not run: take them from ctx.use(…) anew`, {
      details: { path: this.path },
    });
  }
}
