import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { FromChild } from "../../packages/coppice/src/link/message.ts";
import { IpcTransport } from "../../packages/coppice/src/link/ipc-transport.ts";
import { type Carrier, linkedWire, type Wire } from "./wire.ts";

/** The channel to a process that Node makes, as JSON. */
export const ipc: Carrier = {
  name: "process.send",
  isolation: "process",
  linked: () => {
    const child = fork(PROCESS_END, ["linked"]);
    return linkedWire(new IpcTransport(child), () => ended(child));
  },
  bare: async () => {
    const child = fork(PROCESS_END);
    const wire: Wire = {
      send: (message) => void child.send(message),
      heard: () => undefined,
      close: () => ended(child),
    };
    child.on("message", (message: FromChild) => wire.heard(message));
    return wire;
  },
};

const PROCESS_END = new URL("process-end.ts", import.meta.url);

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill();
  await exit;
}
