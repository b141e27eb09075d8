import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { MAX_TEXT } from "../../event/capping.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** The characters that are kept of a line: as many as an event holds. */
export const LONGEST_LINE: number = MAX_TEXT;

/** Told each line, without its end, and whether something of it was dropped. */
export type LineListener = (line: string, cut: boolean) => void;

/**
 * Reads a stream of UTF-8 by line, a chunk in each turn of the event loop: whoever writes faster has to wait, and what is kept is never
 * more than a chunk and a line.
 */
export function readLines(stream: Readable, runtime: Runtime, tell: LineListener): void {
  const splitter = new LineSplitter(tell);
  const decoder = new StringDecoder("utf8");
  stream.on("data", (chunk: Buffer) => {
    stream.pause();
    splitter.push(decoder.write(chunk));
    runtime.soon(() => stream.resume());
  });
  stream.once("end", () => {
    splitter.push(decoder.end());
    splitter.end();
  });
}

/** Makes lines of pieces of text. A line ends with a line feed, or one after a carriage return. */
export class LineSplitter {
  readonly #tell: LineListener;
  #line = "";
  #cut = false;

  constructor(tell: LineListener) {
    this.#tell = tell;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#keep(text.slice(from, end));
      this.#finish();
      from = end + 1;
    }
    this.#keep(text.slice(from));
  }

  /** Tells the last line, where it has no end. */
  end(): void {
    if (this.#line !== "") this.#finish();
  }

  #keep(text: string): void {
    // One more, as it may be the carriage return of the line's end.
    const room = LONGEST_LINE + 1 - this.#line.length;
    if (text.length > room) this.#cut = true;
    this.#line += text.slice(0, room);
  }

  #finish(): void {
    const bare = !this.#cut && this.#line.endsWith("\r") ? this.#line.slice(0, -1) : this.#line;
    const cut = this.#cut || bare.length > LONGEST_LINE;
    this.#line = "";
    this.#cut = false;
    this.#tell(bare.slice(0, LONGEST_LINE), cut);
  }
}
