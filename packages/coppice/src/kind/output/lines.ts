import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { MAX_TEXT } from "../../event/capping.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** The characters that are kept of a line: as many as an event holds. */
export const LONGEST_LINE: number = MAX_TEXT;

/** How many lines are told in one turn of the event loop: a chunk may hold tens of thousands of short ones. */
const LINES_A_TURN = 2_000;

/** Told each line, without its end, and whether something of it was dropped. */
export type LineListener = (line: string, cut: boolean) => void;

/**
 * Reads a stream of UTF-8 by line, in each turn of the event loop a chunk, or 2,000 lines of one: whoever writes faster has to wait. What is
 * kept is never more than two chunks and a line. `done` is called once the stream is closed, and all of it told.
 */
export function readLines(stream: Readable, runtime: Runtime, tell: LineListener, done: () => void = () => undefined): void {
  const splitter = new LineSplitter(tell);
  const decoder = new StringDecoder("utf8");
  const texts: string[] = [];
  let from = 0;
  let isTelling = false;
  let isClosed = false;
  const tellSome = (): void => {
    const [text] = texts;
    isTelling = text !== undefined;
    if (text !== undefined) {
      from = splitter.push(text, from, LINES_A_TURN);
      if (from === text.length) {
        texts.shift();
        from = 0;
      }
      runtime.soon(tellSome);
    } else if (isClosed) {
      if (stream.readableEnded) splitter.end();
      done();
    } else {
      stream.resume();
    }
  };
  const take = (text: string): void => {
    texts.push(text);
    if (!isTelling) tellSome();
  };
  stream.on("data", (chunk: Buffer) => {
    // Once its process has ended Node itself makes a stream go on.
    stream.pause();
    take(decoder.write(chunk));
  });
  stream.once("end", () => {
    const last = decoder.end();
    if (last !== "") take(last);
  });
  stream.once("close", () => {
    isClosed = true;
    if (!isTelling) tellSome();
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

  /** Takes a piece, from an index on, until it has told so many lines; answers the index that it came to. */
  push(text: string, begin = 0, most: number = Number.POSITIVE_INFINITY): number {
    let from = begin;
    for (let told = 0; told < most; told += 1) {
      const end = text.indexOf("\n", from);
      if (end < 0) {
        this.#keep(text.slice(from));
        return text.length;
      }
      this.#keep(text.slice(from, end));
      this.#finish();
      from = end + 1;
    }
    return from;
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
