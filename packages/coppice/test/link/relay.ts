// What a forked process of these tests runs: it has the other end of the IPC channel, and does with it what it is told by way of a pipe.
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { IpcTransport } from "../../src/link/ipc-transport.ts";

/** What goes through the pipe, a line each: up, what the transport told; down, what it is to do. */
export interface Relayed {
  readonly type: "send" | "message" | "listen" | "close";
  readonly value?: unknown;
}

if (import.meta.main) {
  const pipe = new Socket({ fd: 4 });
  const tell = (relayed: Relayed): void => void pipe.write(`${JSON.stringify(relayed)}\n`);
  const transport = new IpcTransport(process);
  createInterface({ input: pipe }).on("line", (line) => {
    const { type, value } = JSON.parse(line) as Relayed;
    if (type === "send") transport.send(value);
    else if (type === "close") transport.close();
    else if (type === "listen") transport.onMessage((heard) => tell({ type: "message", value: heard }));
  });
  transport.onClose(() => {
    tell({ type: "close" });
    pipe.end();
  });
}
