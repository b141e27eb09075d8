import { EventEmitter } from "node:events";
import { readFile } from "node:fs";
import { createServer, get } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { MessageChannel, MessagePort, parentPort, workerData } from "node:worker_threads";

/** Something that a job does and should not. */
export interface Evil {
  /** A row of the matrix. */
  readonly name: string;
  /** Does it, or sees to it that it will be done; `fail` throws. */
  readonly does: (fail: () => never) => unknown;
  /** The job answers all the same, as soon as this is done. */
  readonly answers?: true;
}

/** Holds what must not be collected. */
const hoard: unknown[] = [];

/** What the jobs are made to do, in the order of the matrix. It is the same code wherever it runs. */
export const EVILS: readonly Evil[] = [
  // What every system can take, so that the other rows are known to be asked rightly.
  { name: "failure that is awaited", does: (fail) => Promise.resolve().then(fail) },
  { name: "timer", does: (fail) => void setTimeout(fail) },
  { name: "immediate", does: (fail) => void setImmediate(fail) },
  { name: "nextTick", does: (fail) => process.nextTick(fail) },
  { name: "microtask", does: (fail) => queueMicrotask(fail) },
  {
    name: "emitter without listener",
    does: () => void setImmediate(() => new EventEmitter().emit("error", new Error("nobody listens"))),
  },
  { name: "socket", does: () => void connect(1, "127.0.0.1") },
  { name: "stream", does: () => void new Readable({ read: () => undefined }).destroy(new Error("the stream broke")) },
  { name: "fs callback", does: (fail) => readFile("/does/not/exist", fail) },
  {
    name: "HTTP handler",
    does: (fail) => {
      const server = createServer((_request, response) => {
        response.destroy();
        server.close();
        fail();
      });
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        get({ port, host: "127.0.0.1" }).on("error", () => undefined);
      });
    },
  },
  {
    name: "message port",
    does: (fail) => {
      const { port1, port2 } = new MessageChannel();
      port1.once("message", () => {
        port1.close();
        fail();
      });
      port2.postMessage("some");
    },
  },
  {
    name: "event listener",
    does: (fail) => {
      const target = new EventTarget();
      target.addEventListener("some", fail);
      target.dispatchEvent(new Event("some"));
    },
  },
  { name: "un-awaited promise", does: (fail) => void Promise.resolve().then(fail) },
  { name: "late throw after the answer", does: (fail) => void setTimeout(fail, 200), answers: true },
  { name: "closed IPC", does: closeChannels, answers: true },
  { name: "process.exit", does: () => process.exit(3) },
  {
    name: "endless loop",
    does: () => {
      for (;;);
    },
  },
  {
    name: "out of memory, by and by",
    does: () => {
      for (;;) hoard.push(Array.from({ length: 10_000 }, (_, index) => index / 3));
    },
  },
  // 240 MB; an array of some more elements would be kept as a table, and grow by and by.
  { name: "out of memory, at once", does: () => hoard.push(Array<number>(3e7).fill(0.5)) },
];

/** Closes all that the thread or process has been given to talk with whoever started it. */
function closeChannels(): void {
  if (process.connected) process.disconnect();
  if (workerData instanceof MessagePort) workerData.close();
  parentPort?.close();
}
