// A thread at the other end of a MessagePort, with a link over it or without: answers each "stop" with a heartbeat, and a "start" with as
// many reports as its incarnation says.
import { type MessagePort, workerData } from "node:worker_threads";
import { HEARD_BY_CHILD, Link } from "../../packages/coppice/src/link/link.ts";
import type { FromChild, ToChild } from "../../packages/coppice/src/link/message.ts";
import { PortTransport } from "../../packages/coppice/src/link/port-transport.ts";
import { HEARTBEAT, REPORT } from "./messages.ts";

const { port, isLinked } = workerData as { readonly port: MessagePort; readonly isLinked: boolean };

function answer(message: ToChild, send: (message: FromChild) => void): void {
  if (message.type === "stop") send(HEARTBEAT);
  if (message.type !== "start") return;
  for (let sent = 0; sent < message.incarnation; sent += 1) send(REPORT);
}

if (isLinked) {
  const link: Link<FromChild, ToChild> = new Link(new PortTransport(port), HEARD_BY_CHILD, {
    opened: () => undefined,
    heard: (message) => answer(message, (said) => link.send(said)),
    broken: (reason) => {
      throw new Error(reason);
    },
    closed: () => undefined,
  });
} else port.on("message", (message: ToChild) => answer(message, (said) => port.postMessage(said)));
