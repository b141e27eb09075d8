import { show } from "../show.ts";
import type { Mail } from "./mail-message.ts";
import { type FromChild, isMessage, LINK_VERSION, type ToChild } from "./message.ts";
import type { Transport } from "./transport.ts";

/** Who stands at one end of a link. */
export interface Party<Heard> {
  /** The other side is there, and of the same version. Nothing was heard before. */
  opened(): void;
  /** Told of every message after the hello, in order. */
  heard(message: Heard): void;
  /** The other side said what is none of the protocol, or what carries it broke; `closed` follows. */
  broken(reason: string): void;
  /** Told once, last: nothing comes any more. */
  closed(): void;
}

/**
 * One end of a conversation between a supervisor and a child that lives elsewhere. Greets at once; holds what the other
 * side says against the protocol, and closes at the first thing that is none of it.
 */
export class Link<Sent extends ToChild | FromChild, Heard extends ToChild | FromChild> {
  readonly #transport: Transport;
  readonly #party: Party<Heard>;
  readonly #hears: ReadonlySet<string>;
  #state: "greeting" | "open" | "closed" = "greeting";

  /** @param hears the types of the messages that the other side may send after its hello. */
  constructor(transport: Transport, hears: ReadonlySet<Heard["type"]>, party: Party<Heard>) {
    this.#transport = transport;
    this.#hears = hears;
    this.#party = party;
    transport.onMessage((value) => this.#hear(value));
    transport.onClose((reason) => {
      if (reason !== undefined && this.#state !== "closed") party.broken(reason);
      this.#end();
    });
    transport.send({ type: "hello", version: LINK_VERSION });
  }

  /** Sends; after the close it does nothing. */
  send(message: Sent): void {
    if (this.#state !== "closed") this.#transport.send(message);
  }

  /** Ends the conversation; the other side is told by its transport. */
  close(): void {
    this.#end();
  }

  #hear(value: unknown): void {
    if (this.#state === "closed") return;
    if (!isMessage(value)) return this.#break(`it sent ${show(value)}, which is no message`);
    if (this.#state === "greeting") {
      if (value.type !== "hello") return this.#break(`it sent "${value.type}" before its hello`);
      if (value.version !== LINK_VERSION) {
        return this.#break(`it speaks version ${value.version} of the protocol: expected ${LINK_VERSION}`);
      }
      this.#state = "open";
      return this.#party.opened();
    }
    if (!this.#hears.has(value.type)) return this.#break(`it sent "${value.type}", which is not its to say`);
    return this.#party.heard(value as Heard);
  }

  #break(reason: string): void {
    this.#party.broken(reason);
    this.#end();
  }

  #end(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#transport.close();
    this.#party.closed();
  }
}

/** What both hear. */
const HEARD_BY_BOTH: readonly Mail["type"][] = ["tell", "send", "ask", "cancel", "answer", "failure"];

/** What a supervisor hears. */
export const HEARD_FROM_CHILD: ReadonlySet<Exclude<FromChild["type"], "hello">> = new Set([
  "ready",
  "ignored",
  "exited",
  "condemned",
  "report",
  "heartbeat",
  "shutdown-tree",
  "resign",
  "actor",
  "state",
  "events",
  "stop-report",
  "reply",
  "refusal",
  ...HEARD_BY_BOTH,
] as const);

/** What a child hears. */
export const HEARD_BY_CHILD: ReadonlySet<Exclude<ToChild["type"], "hello">> = new Set([
  "start",
  "stop",
  "command",
  "resume",
  ...HEARD_BY_BOTH,
] as const);
