import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Transport } from "./transport.ts";

/** Messages over a MessagePort, to another thread. */
export class PortTransport implements Transport {
  readonly #port: MessagePort;
  #heard: (value: unknown) => void = () => undefined;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(value: unknown): void {
    this.#port.postMessage(value);
  }

  onMessage(heard: (value: unknown) => void): void {
    this.#heard = heard;
    this.#port.on("message", heard);
  }

  onClose(closed: () => void): void {
    this.#port.once("close", () => closed());
  }

  close(): void {
    this.#port.close();
  }

  /** Hears at once what has come and was not heard yet: the last words of a thread, whose end may be known before them. */
  drain(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#heard((next as { readonly message: unknown }).message);
    }
  }
}
