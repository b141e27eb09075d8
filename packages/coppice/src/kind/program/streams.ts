import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { show } from "../../show.ts";
import { cannotStart, reasonOf } from "./cannot-start.ts";
import { PROGRAM_DEFAULTS, type ProgramBody, type ProgramInput, type ProgramOutput } from "./program-options.ts";

/** A standard stream as `spawn` takes it. */
type Stream = "ignore" | "inherit" | "pipe" | number;

/** The standard streams of a program, with the files open that it reads and writes. */
export interface Streams {
  readonly stdio: readonly [Stream, Stream, Stream];
  /** Closes the files; the program has them open itself. */
  close(): void;
}

/** @throws CoppiceError BAD_PROGRAM for a file that cannot be opened. */
export function openStreams(path: string, body: ProgramBody, folder: string): Streams {
  const files: number[] = [];
  const close = (): void => files.forEach((file) => closeSync(file));
  const open = (option: string, stream: ProgramInput | ProgramOutput, flags: string): Stream => {
    if (stream === "events") return "pipe";
    if (typeof stream === "string") return stream;
    const file = resolve(folder, stream.file);
    try {
      const opened = openSync(file, flags);
      files.push(opened);
      return opened;
    } catch (error) {
      const reason = reasonOf(error);
      throw cannotStart(path, `the file of its ${option}, ${show(file)}, cannot be opened (${reason}).`, reason, file, error);
    }
  };
  const { stdin, stdout, stderr } = { ...PROGRAM_DEFAULTS, ...body };
  try {
    return { stdio: [open("stdin", stdin, "r"), open("stdout", stdout, "a"), open("stderr", stderr, "a")], close };
  } catch (error) {
    close();
    throw error;
  }
}
