import { type FileHandle, open } from "node:fs/promises";
import { type Context, type Spec, task } from "coppice";
import type { Line, Parse } from "./parse.ts";
import type { Store } from "./store.ts";

const NEWLINE = 0x0a;

/**
 * Follows the log by line, from where the store says that it has come to. What is on its way through the pipeline when
 * something fails is not stored, so the next life reads it again.
 */
export class Ingest {
  readonly #path: string;
  readonly #parse: Parse;
  readonly #store: Store;
  #file: FileHandle | undefined;
  #offset = 0;

  constructor(path: string, parse: Parse, store: Store) {
    this.#path = path;
    this.#parse = parse;
    this.#store = store;
  }

  async initialize({ defer }: Context): Promise<void> {
    // "a+" makes the file where the server has not done so yet.
    const file = await open(this.#path, "a+");
    defer(() => file.close());
    this.#file = file;
    this.#offset = this.#store.offset;
    const { size } = await file.stat();
    if (size < this.#offset) {
      throw new Error(
        `${this.#path} has ${size} bytes, but ${this.#offset} of it are in the database: the log was cut or replaced. ` +
          `Put it back, or start with an empty --dir.`,
      );
    }
  }

  async run({ signal, sleep }: Context): Promise<void> {
    let buffer = Buffer.alloc(256 * 1024);
    for (;;) {
      const bytes = await this.#read(buffer);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        const from = this.#offset;
        this.#offset += end;
        await this.#parse.inbox.put({ from, to: this.#offset, lines: split(bytes.subarray(0, end), from) }, signal);
      } else if (bytes.length === buffer.length) {
        buffer = Buffer.alloc(2 * buffer.length);
      } else {
        await sleep("20ms");
      }
    }
  }

  async #read(buffer: Buffer): Promise<Buffer> {
    if (this.#file === undefined) return buffer.subarray(0, 0);
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#offset);
    return buffer.subarray(0, bytesRead);
  }
}

/** Whole lines, each with its place in the log. */
function split(bytes: Buffer, from: number): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    lines.push({ offset: from + start, text: bytes.toString("latin1", start, end) });
    start = end + 1;
  }
  return lines;
}

/** The reader of the log as a child. */
export function ingest(path: string, parse: Spec<Parse>, store: Spec<Store>): Spec<Ingest, "ingest"> {
  return task("ingest", (ctx) => new Ingest(path, ctx.use(parse), ctx.use(store)));
}
