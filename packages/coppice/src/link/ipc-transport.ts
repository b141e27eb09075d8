import type { ChildProcess } from "node:child_process";
import type { Transport } from "./transport.ts";

/** Messages over the IPC channel of Node, as JSON: to a process that was made with one, or in there, to the one that made it. */
export class IpcTransport implements Transport {
  readonly #end: ChildProcess | NodeJS.Process;
  /** The channel's own, as it was: a module may take it away from the process. */
  readonly #send: ((value: unknown, done: () => void) => unknown) | undefined;
  #unsent = 0;
  #isClosing = false;
  #flushed: (() => void)[] = [];

  /** @param end the process that was made, or this process. */
  constructor(end: ChildProcess | NodeJS.Process) {
    this.#end = end;
    this.#send = end.send?.bind(end) as (value: unknown, done: () => void) => unknown;
    // An error of the channel: the end of it follows, and is told.
    end.on("error", () => undefined);
    end.once("disconnect", () => this.#allSent());
  }

  send(value: unknown): void {
    if (this.#isClosing || !this.#end.connected) return;
    this.#unsent += 1;
    this.#send?.(value, () => {
      this.#unsent -= 1;
      if (this.#unsent === 0) this.#allSent();
    });
  }

  onMessage(heard: (value: unknown) => void): void {
    this.#end.on("message", heard);
  }

  onClose(closed: () => void): void {
    if (this.#end.connected) this.#end.once("disconnect", closed);
    else process.nextTick(closed);
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.flush(() => {
      if (this.#end.connected) this.#end.disconnect?.();
    });
  }

  /** Calls once all that was sent is on its way, or can never be. */
  flush(done: () => void): void {
    if (this.#unsent === 0 || !this.#end.connected) done();
    else this.#flushed.push(done);
  }

  #allSent(): void {
    for (const done of this.#flushed.splice(0)) done();
  }
}
