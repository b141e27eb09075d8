import { type FileHandle, open } from "node:fs/promises";

/** A request and its answer, as a line of the log tells them. */
export interface Access {
  readonly remote: string;
  readonly at: Date;
  readonly method: string;
  /** Path and query as they came, still escaped. */
  readonly target: string;
  readonly version: string;
  readonly status: number;
  /** Of the answer's body. */
  readonly bytes: number;
  readonly referer: string | undefined;
  readonly agent: string | undefined;
}

const NEWLINE = 0x0a;

/** The line in the combined format, with the newline that ends it. */
export function combinedLine({ remote, at, method, target, version, status, bytes, referer, agent }: Access): string {
  // "Sat, 21 Nov 2026 14:16:00 GMT"
  const [, day, month, year, time] = at.toUTCString().split(" ");
  const stamp = `${day}/${month}/${year}:${time} +0000`;
  const request = escaped(`${method} ${target} HTTP/${version}`);
  return `${remote} - - [${stamp}] "${request}" ${status} ${bytes} "${escaped(referer ?? "-")}" "${escaped(agent ?? "-")}"\n`;
}

/** What a client sends must not end the field or the line that it stands in. */
function escaped(text: string): string {
  return text.replace(/["\\]|[^\x20-\x7e]/g, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\x${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, "0")}`,
  );
}

/**
 * The log file, open for appending. Its one promise: once `write` has resolved, the line is in the file, whole, and
 * survives this process.
 */
export class AccessLog {
  readonly #file: FileHandle;
  #waiting: string[] = [];
  /** The write that takes all lines that wait. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens or makes the file. A line that a crash cut off goes: nobody got an answer for it. */
  static async open(path: string): Promise<AccessLog> {
    const file = await open(path, "a+");
    await dropTornLine(file);
    return new AccessLog(file);
  }

  /**
   * Resolves once the line is in the file. Lines that come during a write go together in the next. After a failed write
   * all reject, as the file may end in half a line: opening it again mends that.
   */
  write(line: string): Promise<void> {
    this.#waiting.push(line);
    this.#next ??= this.#last.then(() => this.#flush());
    return this.#next;
  }

  /** Resolves when what was written is in the file, and the file is closed. */
  async close(): Promise<void> {
    await (this.#next ?? this.#last).catch(() => undefined);
    await this.#file.close();
  }

  #flush(): Promise<void> {
    const lines = this.#waiting.join("");
    this.#waiting = [];
    this.#next = undefined;
    this.#last = this.#file.appendFile(lines);
    return this.#last;
  }
}

async function dropTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const chunk = Buffer.alloc(64 * 1024);
  let end = size;
  while (end > 0) {
    const from = Math.max(0, end - chunk.length);
    const { bytesRead } = await file.read(chunk, 0, end - from, from);
    const newline = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (newline >= 0) {
      end = from + newline + 1;
      break;
    }
    end = from;
  }
  if (end < size) await file.truncate(end);
}
