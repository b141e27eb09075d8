import { CoppiceError } from "../../error.ts";
import { crossingError } from "../../link/crossing-error.ts";
import type { FarAsked, FarDelivery, FarLetter, Mail } from "../../link/mail-message.ts";
import { unpacked } from "../../link/packed.ts";
import type { Post } from "../../link/post.ts";
import type { ActorSystem } from "../actor-system.ts";
import type { Delivery } from "../delivery.ts";
import type { Mailbox } from "../mailbox.ts";
import { mailboxOf } from "../mailbox-of.ts";
import { type AnyMessage, isMessage } from "../protocol.ts";
import { pathOf, Ref } from "../ref.ts";
import { validated } from "../validated.ts";
import { Arrival, enveloped, type Origin } from "./arrival.ts";
import { wayTo } from "./way.ts";

/** Who waits on the other side, for an actor here or further on. */
interface Waiting {
  cancel(): void;
}

/** What comes over a link for actors: goes into their mailboxes, checked by what they accept, or further on; and what was asked here settles. */
export class Inbox implements Origin {
  readonly #system: ActorSystem;
  readonly #post: Post;
  readonly #send: (mail: Mail) => void;
  readonly #waiting = new Map<number, Waiting>();
  /** The last that is checked for each actor that checks: what comes after it goes in after it. */
  readonly #checking = new Map<string, Promise<void>>();

  /** @param post the way back, whose outcomes come here. */
  constructor(system: ActorSystem, post: Post, send: (mail: Mail) => void) {
    this.#system = system;
    this.#post = post;
    this.#send = send;
  }

  get deadLetters(): ActorSystem["deadLetters"] {
    return this.#system.deadLetters;
  }

  heard(mail: Mail): void {
    switch (mail.type) {
      case "tell":
        return this.#told(mail);
      case "cancel":
        this.#waiting.get(mail.id)?.cancel();
        return void this.#waiting.delete(mail.id);
      case "answer":
      case "failure":
        if (!this.#post.settle(mail))
          this.deadLetters.add("late-reply", this.#post.path, mail.type === "answer" ? mail.value : mail.message);
        return undefined;
      default:
        return this.#asked(mail);
    }
  }

  pathOf(value: object): string | undefined {
    return pathOf(value);
  }

  settle(id: number, outcome: Mail): void {
    this.#waiting.delete(id);
    this.#send(outcome);
  }

  /** The link is lost: nobody on the other side waits any more. */
  close(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.cancel();
  }

  #told(mail: FarLetter): void {
    const { path, value } = mail;
    const place = this.#system.placeAt(path);
    const mailbox = place && mailboxOf(place, this.#system);
    if (mailbox === undefined) {
      const way = wayTo(this.#system, path);
      if (way === undefined) this.deadLetters.add("no-actor", path, value);
      else if (!way.tell(mail)) this.deadLetters.add("not-running", path, value);
      return;
    }
    this.#open(
      mailbox,
      mail,
      (message) => mailbox.tell(enveloped(mail, message, this.#delivery(mail.delivery, mailbox))),
      (error) => this.deadLetters.add(error.code === "BAD_MESSAGE" ? "bad-message" : "unhandled", path, value),
    );
  }

  #asked(mail: FarAsked): void {
    const { id, path } = mail;
    const place = this.#system.placeAt(path);
    const mailbox = place && mailboxOf(place, this.#system);
    if (mailbox === undefined) return this.#forward(mail);
    const arrival = new Arrival(mail, this);
    this.#waiting.set(id, arrival);
    return this.#open(
      mailbox,
      mail,
      (message) => arrival.deliver(mailbox, message, this.#delivery(mail.delivery, mailbox)),
      (error) => arrival.refuse(error),
    );
  }

  /** Sends it on to where the actor is, and what comes of it back. */
  #forward(mail: FarAsked): void {
    const { id, type, path } = mail;
    const way = wayTo(this.#system, path);
    if (way === undefined) {
      const error = new CoppiceError("NOT_FOUND", `there is no actor at ${path}`, { details: { path } });
      return this.#send({ type: "failure", id, ...crossingError(error, "NOT_FOUND") });
    }
    let given = 0;
    this.#waiting.set(id, { cancel: () => way.cancel(given) });
    given = way.give(type, mail, {
      answered: ({ value, refs }) => this.settle(id, { type: "answer", id, refs, ...(value !== undefined && { value }) }),
      refused: (error) => this.settle(id, { type: "failure", id, ...crossingError(error, "NOT_RUNNING") }),
    });
  }

  /** Hands over the message of a letter, in its turn, once it is found to be one that the actor takes. */
  #open(
    { accepts }: Mailbox,
    mail: FarLetter,
    deliver: (message: AnyMessage) => void,
    refuse: (error: CoppiceError) => void,
  ): void {
    const { path } = mail;
    const message = unpacked(mail, (at) => new Ref(at, this.#system));
    if (accepts === undefined) {
      if (isMessage(message)) return deliver(message);
      return refuse(
        new CoppiceError(
          "UNHANDLED_MESSAGE",
          `${path} was given what is no message: expected an object such as { type: "add" }`,
          {
            details: { path },
          },
        ),
      );
    }
    const before = this.#checking.get(path);
    const checked = validated(path, accepts, message);
    // It may be refused before its turn comes.
    checked.catch(() => undefined);
    const turn: Promise<void> = Promise.resolve(before)
      .then(() => checked)
      .then(deliver, refuse)
      .then(() => {
        if (this.#checking.get(path) === turn) this.#checking.delete(path);
      });
    this.#checking.set(path, turn);
    return undefined;
  }

  #delivery(far: FarDelivery | null, mailbox: Mailbox): Delivery | undefined {
    if (far === null) return undefined;
    const { priority, expiresIn, correlationId, replyTo } = far;
    if (expiresIn !== null) mailbox.expires();
    const due = expiresIn === null ? Number.POSITIVE_INFINITY : this.#system.environment.runtime.now() + expiresIn;
    return {
      priority,
      due,
      correlationId: correlationId ?? undefined,
      replyTo: replyTo === null ? undefined : { path: replyTo },
    };
  }
}
