// A process at the other end of an IPC channel, with a link over it or without.
import type { ToChild } from "../../packages/coppice/src/link/message.ts";
import { IpcTransport } from "../../packages/coppice/src/link/ipc-transport.ts";
import { answer, answerLinked } from "./far-end.ts";

if (process.argv.includes("linked")) answerLinked(new IpcTransport(process));
else process.on("message", (message: ToChild) => answer(message, (said) => process.send?.(said)));
