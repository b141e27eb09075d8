import { MessageChannel, Worker } from "node:worker_threads";
import { HEARD_FROM_CHILD, Link } from "../../packages/coppice/src/link/link.ts";
import type { FromChild, ToChild } from "../../packages/coppice/src/link/message.ts";
import { PortTransport } from "../../packages/coppice/src/link/port-transport.ts";

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
  linked(): Promise<Wire>;
  bare(): Promise<Wire>;
}

/** A MessagePort to a thread. */
export const messagePort: Carrier = {
  name: "postMessage",
  linked: () =>
    new Promise((resolve) => {
      const { port, worker } = threadAtPort(true);
      const link = new Link<ToChild, FromChild>(new PortTransport(port), HEARD_FROM_CHILD, {
        opened: () => resolve(wire),
        heard: (message) => wire.heard(message),
        broken: (reason) => {
          throw new Error(reason);
        },
        closed: () => undefined,
      });
      const wire: Wire = {
        send: (message) => link.send(message),
        heard: () => undefined,
        close: () => worker.terminate(),
      };
    }),
  bare: async () => {
    const { port, worker } = threadAtPort(false);
    const wire: Wire = {
      send: (message) => port.postMessage(message),
      heard: () => undefined,
      close: () => worker.terminate(),
    };
    port.on("message", (message: FromChild) => wire.heard(message));
    return wire;
  },
};

function threadAtPort(isLinked: boolean) {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("port.ts", import.meta.url), {
    workerData: { port: port2, isLinked },
    transferList: [port2],
  });
  return { port: port1, worker };
}
