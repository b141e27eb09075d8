import type { Context } from "../child/context.ts";
import type { Spec } from "../child/contract.ts";
import type { Duration } from "../time/duration.ts";
import type { MessageEnvelope } from "./message-envelope.ts";
import type { AnyMessage, Handlers } from "./protocol.ts";
import type { Ref } from "./ref.ts";
import type { RefOf } from "./ref-to.ts";

/**
 * What a throwing handler comes to: "resume" goes on with the next message; "restart" fails the incarnation, and the policy decides;
 * "stop" ends the child as `stopChild` does; "escalate" is a fatal exit: the supervisor gives up.
 */
export type OnError = "resume" | "restart" | "stop" | "escalate";

/** What an actor does. Made anew for each incarnation, so its state is that of this life alone. */
export interface Behaviour<Protocol extends Handlers = Handlers> {
  /** For each type of message, its handler. One message at a time; what a handler answers, or its promise, is the reply to an `ask`. */
  readonly receive: Protocol;
  /**
   * Answers the state of this life, or its promise: handlers and hooks find it in `ctx.state`. Awaited before `started`. When it fails the start has
   * failed.
   */
  init?(ctx: ActorContext): unknown;
  /** Awaited before it is ready and before its first message. When it fails the start has failed. */
  started?(ctx: ActorContext): unknown;
  /** Awaited when it ends, once the message at hand is done. Its own failure is the event `hook.failed`. */
  stopped?(ctx: ActorContext): unknown;
  /** Judges a handler that threw or rejected. Default: "restart". One that throws itself counts as "restart". */
  onError?(error: unknown, message: AnyMessage, ctx: ActorContext): OnError;
  /**
   * What `inspect(ref)` answers, as a copy. Called between two messages. Default: the state, where there is one; else the members of the behaviour
   * that are not named here.
   */
  inspect?(): unknown;
}

/** Stops a timer of an actor. */
export type CancelTimer = () => void;

/**
 * What an actor knows beside what every child knows. `sender`, `envelope`, `reply`, `later` and `stash` are about the message at hand: outside of
 * a handler they throw NO_MESSAGE.
 */
export interface ActorContext<State = unknown> extends Context {
  /** What `init` answered, or what was put in its place since. Kept by `become`, gone with the incarnation. Undefined without `init`. */
  state: State;
  /** Its own address. */
  readonly self: Ref;
  /** The actor that asked, or that told or sent with options; undefined where no actor did. */
  readonly sender: Ref | undefined;
  /** What came with the message: priority, time to live, correlation id, who wants the answer. */
  readonly envelope: MessageEnvelope;
  /**
   * Starts a child of its own, below its path, and resolves when that is ready, with what `ctx.use` answers for it: an actor's address, a
   * service's object. Its policy holds; when it fails too often for the actor's `children.intensity`, the actor exits `gave-up`. Children are
   * gone before `stopped` is called, and a new incarnation begins without any.
   *
   * Rejects with BAD_SPEC, BAD_COMBINATION, ALREADY_STARTED, START_FAILED, MAX_CHILDREN; NOT_RUNNING once its own end has begun.
   */
  readonly spawn: <Instance>(spec: Spec<Instance>) => Promise<Instance>;
  /** Stops a child that it has spawned; resolves when that is down. Rejects with NOT_FOUND. */
  readonly stopChild: (id: string) => Promise<void>;
  /** The address of another actor: by its spec, typed; or by its path from the root, also of one in another thread or process. NOT_FOUND when there is none. */
  readonly ref: <Target extends Spec | string>(target: Target) => RefOf<Target>;
  /**
   * Answers the ask at hand, before the handler is done; what the handler answers then counts no more. A second one throws
   * ALREADY_REPLIED, also after `later()`. Where nobody asked it does nothing; where the one that asked waits no more, the reply is a dead letter.
   */
  readonly reply: (value: unknown) => void;
  /**
   * Takes the reply out of the handler's hands: the ask is answered when the function is called. Until then it may time out, and when
   * this incarnation ends it rejects. The first call counts, as with a promise; what a later one gives is a dead letter.
   */
  readonly later: () => (value: unknown) => void;
  /** Handles messages by another behaviour of the same protocol from the next one on; its hooks count, too. BAD_OPTION for what is none. */
  readonly become: (behaviour: Behaviour) => void;
  /** Puts the message at hand aside; the stash counts against the capacity. MAILBOX_FULL when there is no room. */
  readonly stash: () => void;
  /** Puts what was set aside back, before all that waits, in the order it came. */
  readonly unstash: () => void;
  /** Tells itself a message after a time on the tree's clock, unless it has ended by then. */
  readonly after: (delay: Duration, message: AnyMessage) => CancelTimer;
  /** Tells itself a message at intervals of more than 0. */
  readonly every: (interval: Duration, message: AnyMessage) => CancelTimer;
}

/** Whether a value is a behaviour, by its shape. */
export function isBehaviour(value: unknown): value is Behaviour {
  if (typeof value !== "object" || value === null) return false;
  const { receive } = value as { readonly receive?: unknown };
  return typeof receive === "object" && receive !== null;
}
