// A thread at the other end of a MessagePort, with a link over it or without.
import { type MessagePort, workerData } from "node:worker_threads";
import type { ToChild } from "../../packages/coppice/src/link/message.ts";
import { PortTransport } from "../../packages/coppice/src/link/port-transport.ts";
import { answer, answerLinked } from "./far-end.ts";

const { port, isLinked } = workerData as { readonly port: MessagePort; readonly isLinked: boolean };

if (isLinked) answerLinked(new PortTransport(port));
else port.on("message", (message: ToChild) => answer(message, (said) => port.postMessage(said)));
