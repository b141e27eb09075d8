import { fork } from "node:child_process";
import type { Duplex } from "node:stream";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { IpcTransport } from "../../src/link/ipc-transport.ts";
import type { Transport } from "../../src/link/transport.ts";
import type { Relayed } from "./relay.ts";

/** The two ends of the IPC channel of a process that was really forked: this one, and that in there. */
export function forkedTransports(t: TestContext): readonly [Transport, Transport] {
  const forked = fork(new URL("relay.ts", import.meta.url), { stdio: ["ignore", "inherit", "inherit", "ipc", "pipe"] });
  t.after(() => void forked.kill("SIGKILL"));
  return [new IpcTransport(forked), new FarEnd(forked.stdio[4] as Duplex)];
}

/** The end in the forked process, by way of a pipe. */
class FarEnd implements Transport {
  readonly #pipe: Duplex;
  #heard: (value: unknown) => void = () => undefined;
  #closed: () => void = () => undefined;

  constructor(pipe: Duplex) {
    this.#pipe = pipe;
    pipe.on("error", () => undefined);
    createInterface({ input: pipe }).on("line", (line) => {
      const { type, value } = JSON.parse(line) as Relayed;
      if (type === "message") this.#heard(value);
      else this.#closed();
    });
  }

  send(value: unknown): void {
    this.#tell({ type: "send", value });
  }

  onMessage(heard: (value: unknown) => void): void {
    this.#heard = heard;
    this.#tell({ type: "listen" });
  }

  onClose(closed: () => void): void {
    this.#closed = closed;
  }

  close(): void {
    this.#tell({ type: "close" });
  }

  #tell(relayed: Relayed): void {
    if (this.#pipe.writable) this.#pipe.write(`${JSON.stringify(relayed)}\n`);
  }
}
