import { BrokenFrame, fromText, HEADER_BYTES, LONGEST_FRAME } from "./frame.ts";

/** What is held at first of a frame that has not come whole. */
const FIRST_BYTES = 4 * 1024;

/**
 * Reads values from the frames in a stream of bytes, however it is cut into chunks. What a frame says of its length is looked at before room is
 * made for it, and room is made only for what has come: a sender cannot have more memory taken than twice what it sent.
 */
export class FrameReader {
  readonly #longest: number;
  readonly #tell: (value: unknown) => void;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  /** How long the text is that comes now; undefined before its header is whole. */
  #expected: number | undefined = undefined;
  /** What has come of the header or the text. */
  #held = 0;
  #text: Buffer = Buffer.alloc(0);

  /** @param longest the most bytes that a text may have. */
  constructor(tell: (value: unknown) => void, longest: number = LONGEST_FRAME) {
    this.#tell = tell;
    this.#longest = longest;
  }

  /** Whether a frame has begun that has not come whole. */
  get isInside(): boolean {
    return this.#held > 0 || this.#expected !== undefined;
  }

  /** @throws BrokenFrame; nothing is to be read after that. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#expected === undefined ? this.#readHeader(rest) : this.#readText(rest, this.#expected);
  }

  #readHeader(bytes: Buffer): Buffer {
    const taken = bytes.copy(this.#header, this.#held);
    this.#held += taken;
    if (this.#held === HEADER_BYTES) {
      const expected = this.#header.readUInt32BE();
      if (expected === 0) throw new BrokenFrame("it sent a frame of 0 bytes");
      if (expected > this.#longest) {
        throw new BrokenFrame(`it sent a frame of ${expected} bytes: expected at most ${this.#longest}`);
      }
      this.#held = 0;
      this.#expected = expected;
    }
    return bytes.subarray(taken);
  }

  #readText(bytes: Buffer, expected: number): Buffer {
    const taken = bytes.subarray(0, expected - this.#held);
    const isWhole = this.#held + taken.length === expected;
    if (isWhole && this.#held === 0) this.#told(taken);
    else {
      this.#keep(taken);
      if (isWhole) this.#told(this.#text.subarray(0, expected));
    }
    return bytes.subarray(taken.length);
  }

  #keep(bytes: Buffer): void {
    const needed = this.#held + bytes.length;
    if (needed > this.#text.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, 2 * needed));
      this.#text.copy(larger, 0, 0, this.#held);
      this.#text = larger;
    }
    bytes.copy(this.#text, this.#held);
    this.#held = needed;
  }

  #told(text: Buffer): void {
    const value = fromText(text);
    this.#expected = undefined;
    this.#held = 0;
    this.#text = Buffer.alloc(0);
    this.#tell(value);
  }
}
