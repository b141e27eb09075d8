import type { Transport } from "../../src/link/transport.ts";

/** Two ends of a transport in this thread: what it carries goes through JSON, so that nothing else gets across. */
export function memoryTransports(): readonly [MemoryTransport, MemoryTransport] {
  const one = new MemoryTransport();
  const other = new MemoryTransport();
  one.other = other;
  other.other = one;
  return [one, other];
}

/** One of the two. */
export class MemoryTransport implements Transport {
  other: MemoryTransport | undefined;
  #inbox: string[] = [];
  #heard: ((value: unknown) => void) | undefined;
  #closed: (() => void) | undefined;
  #isClosed = false;

  send(value: unknown): void {
    const { other } = this;
    if (this.#isClosed || other === undefined) return;
    const text = JSON.stringify(value);
    queueMicrotask(() => other.#arrive(text));
  }

  onMessage(heard: (value: unknown) => void): void {
    this.#heard = heard;
    for (const text of this.#inbox.splice(0)) heard(JSON.parse(text));
  }

  onClose(closed: () => void): void {
    this.#closed = closed;
  }

  close(): void {
    this.#end();
    const { other } = this;
    if (other !== undefined) queueMicrotask(() => other.#end());
  }

  #arrive(text: string): void {
    if (this.#isClosed) return;
    if (this.#heard === undefined) this.#inbox.push(text);
    else this.#heard(JSON.parse(text));
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    queueMicrotask(() => this.#closed?.());
  }
}
