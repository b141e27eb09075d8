import { HEARD_FROM_CHILD, Link } from "../../packages/coppice/src/link/link.ts";
import type { FromChild, ToChild } from "../../packages/coppice/src/link/message.ts";
import type { Transport } from "../../packages/coppice/src/link/transport.ts";

/** The way to the other end of something that carries messages. */
export interface Wire {
  send(message: ToChild): void;
  /** Who hears what comes back. */
  heard: (message: FromChild) => void;
  close(): Promise<unknown>;
}

/** What carries messages, with a link over it and bare. */
export interface Carrier {
  readonly name: string;
  /** Where the child of a module lives that is reached by it. */
  readonly isolation: "thread" | "process";
  linked(): Promise<Wire>;
  bare(): Promise<Wire>;
}

/** A link over a transport, once the other end has greeted. */
export function linkedWire(transport: Transport, close: () => Promise<unknown>): Promise<Wire> {
  return new Promise((resolve) => {
    const link = new Link<ToChild, FromChild>(transport, HEARD_FROM_CHILD, {
      opened: () => resolve(wire),
      heard: (message) => wire.heard(message),
      broken: (reason) => {
        throw new Error(reason);
      },
      closed: () => undefined,
    });
    const wire: Wire = { send: (message) => link.send(message), heard: () => undefined, close };
  });
}
