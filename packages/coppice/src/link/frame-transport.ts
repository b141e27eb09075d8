import type { Duplex } from "node:stream";
import { BrokenFrame, HEADER_BYTES, LONGEST_FRAME, toFrame } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";
import type { Transport } from "./transport.ts";

/** What a connection bears. */
export interface FrameLimits {
  /** The most bytes that the text of a message may have, either way. Default: 16 MiB. */
  readonly longest?: number;
  /** The most bytes that may wait to be sent because the other side does not read. Default: twice the longest message. */
  readonly waiting?: number;
}

/** How long the other side may take to end the connection once this one has, in milliseconds. */
const GRACE = 1_000;

/**
 * Messages as frames over a stream of bytes, such as a socket. Reads nothing before somebody hears it. The first thing that is no message breaks it, and
 * so does a message that is too long, or too much that waits: each is told as the reason.
 */
export class FrameTransport implements Transport {
  readonly #stream: Duplex;
  readonly #longest: number;
  readonly #waiting: number;
  #isClosing = false;
  #reason: string | undefined = undefined;

  constructor(stream: Duplex, { longest = LONGEST_FRAME, waiting = 2 * (longest + HEADER_BYTES) }: FrameLimits = {}) {
    this.#stream = stream;
    this.#longest = longest;
    this.#waiting = waiting;
    stream.on("error", (error: Error) => {
      if (!this.#isClosing) this.#reason ??= `the connection failed: ${error.message}`;
    });
  }

  send(value: unknown): void {
    if (this.#isClosing) return;
    const frame = toFrame(value);
    const length = frame.length - HEADER_BYTES;
    if (length > this.#longest) return this.#break(`it was sent ${length} bytes in a message: expected at most ${this.#longest}`);
    this.#stream.write(frame);
    const waiting = this.#stream.writableLength;
    if (waiting > this.#waiting) this.#break(`it does not read: ${waiting} bytes wait to be sent`);
  }

  onMessage(heard: (value: unknown) => void): void {
    const reader = new FrameReader((value) => {
      if (!this.#isClosing) heard(value);
    }, this.#longest);
    this.#stream.on("data", (chunk: Buffer) => {
      if (this.#isClosing) return;
      try {
        reader.push(chunk);
      } catch (error) {
        if (!(error instanceof BrokenFrame)) throw error;
        this.#break(error.message);
      }
    });
    this.#stream.once("end", () => {
      if (!this.#isClosing && reader.isInside) this.#break("it ended in the midst of a frame");
      this.close();
    });
  }

  onClose(closed: (reason?: string) => void): void {
    const tell = (): void => closed(this.#reason);
    if (this.#stream.closed) process.nextTick(tell);
    else this.#stream.once("close", tell);
  }

  /** What the other side still sends is let in and dropped: else it would be told that its connection was reset, and lose what it has not read. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    const timer = setTimeout(() => this.#stream.destroy(), GRACE).unref();
    this.#stream.once("close", () => clearTimeout(timer));
    this.#stream.end();
    this.#stream.resume();
  }

  #break(reason: string): void {
    this.#isClosing = true;
    this.#reason ??= reason;
    this.#stream.destroy();
  }
}
