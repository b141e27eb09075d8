import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { FromChild } from "../../packages/coppice/src/link/message.ts";
import { PortTransport } from "../../packages/coppice/src/link/port-transport.ts";
import { type Carrier, linkedWire, type Wire } from "./wire.ts";

/** A MessagePort to a thread. */
export const messagePort: Carrier = {
  name: "postMessage",
  isolation: "thread",
  linked: () => {
    const { port, worker } = threadAtPort(true);
    return linkedWire(new PortTransport(port), () => worker.terminate());
  },
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

function threadAtPort(isLinked: boolean): { readonly port: MessagePort; readonly worker: Worker } {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("thread-end.ts", import.meta.url), {
    workerData: { port: port2, isLinked },
    transferList: [port2],
  });
  return { port: port1, worker };
}
