import { CoppiceError } from "../../error.ts";
import { DELIVERY, type FarAsked, type FarDelivery, type FarLetter } from "../../link/mail-message.ts";
import { packed } from "../../link/packed.ts";
import type { Post } from "../../link/post.ts";
import { show } from "../../show.ts";
import type { ActorSystem } from "../actor-system.ts";
import type { Address } from "../address.ts";
import { type Delivery, type DeliveryOptions, readDelivery } from "../delivery.ts";
import type { AnyMessage } from "../protocol.ts";
import { FarCall } from "./far-call.ts";

/** How addresses are told from other values, and made. */
export interface Addresses {
  readonly pathOf: (value: object) => string | undefined;
  readonly refTo: (path: string) => unknown;
}

/** How long it is waited for, and until when it is of use. */
interface Patience {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/** An actor in another thread or process, as its address here sees it: what it is told goes over the link. */
export class FarActor {
  readonly #path: string;
  readonly #post: Post;
  readonly #system: ActorSystem;
  readonly #addresses: Addresses;

  constructor(path: string, post: Post, system: ActorSystem, addresses: Addresses) {
    this.#path = path;
    this.#post = post;
    this.#system = system;
    this.#addresses = addresses;
  }

  /** Whether an actor is there, or may be: while the other side is down, it is as good as any that was or will be. */
  get isThere(): boolean {
    return this.#post.hasActor(this.#path) !== false;
  }

  /** What cannot go is a dead letter. */
  tell(message: AnyMessage, from: Address | undefined, options?: DeliveryOptions): void {
    const { deadLetters } = this.#system;
    try {
      if (!this.#post.tell(this.#letter(message, from, options))) deadLetters.add("not-running", this.#path, message);
    } catch {
      deadLetters.add("bad-message", this.#path, message);
    }
  }

  /**
   * Resolves when the mailbox took it ("send"), or with the answer ("ask").
   *
   * @throws CoppiceError NOT_CLONEABLE, BAD_OPTION, BAD_DURATION.
   */
  give(
    type: FarAsked["type"],
    message: AnyMessage,
    from: Address | undefined,
    options: DeliveryOptions,
    patience: Patience,
  ): Promise<unknown> {
    const letter = this.#letter(message, from, options);
    return new Promise((resolve, reject) => {
      const call = new FarCall(type, letter, this.#post, this.#addresses.refTo, this.#system, resolve, reject);
      call.begin(patience.timeout, patience.signal);
    });
  }

  /** What needs the actor itself, or its mailbox, is not for one elsewhere. */
  refusal(member: string): CoppiceError {
    return new CoppiceError(
      "UNSUPPORTED",
      `${this.#path} is in another thread or process, where ${member} does not reach: expected tell, send or ask. Give it a message that it answers ` +
        `with what you want to know.`,
      { details: { path: this.#path, member } },
    );
  }

  #letter(message: AnyMessage, from: Address | undefined, options: DeliveryOptions = {}): FarLetter {
    const { runtime } = this.#system.environment;
    const delivery = readDelivery(this.#path, options, () => runtime.now());
    const content = packed(`the message to ${this.#path}`, message, this.#addresses.pathOf);
    return { path: this.#path, from: from?.path ?? null, delivery: this.#crossing(delivery), ...content };
  }

  #crossing(delivery: Delivery | undefined): FarDelivery | null {
    if (delivery === undefined) return null;
    const { priority, due, correlationId = null, replyTo } = delivery;
    const expiresIn = due === Number.POSITIVE_INFINITY ? null : Math.max(0, due - this.#system.environment.runtime.now());
    const far: FarDelivery = { priority, expiresIn, correlationId, replyTo: replyTo?.path ?? null };
    const wrong = (["correlationId", "replyTo"] as const).find((field) => !DELIVERY[field](far[field]));
    if (wrong === undefined) return far;
    throw new CoppiceError(
      "NOT_CLONEABLE",
      `the ${wrong}, which goes with the message to ${this.#path}, cannot cross to another thread or process: it is ${show(far[wrong])}. ` +
        `Expected ${wrong === "replyTo" ? "the address of an actor" : "a finite number, or a text of at most 65,536 characters"}.`,
      { details: { at: [wrong] } },
    );
  }
}
