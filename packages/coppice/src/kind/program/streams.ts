import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import type { Runtime } from "../../runtime/runtime.ts";
import type { CoppiceError } from "../../error.ts";
import { show } from "../../show.ts";
import { reasonOf } from "../output/reason-of.ts";
import type { OutputFiles } from "../output/output-files.ts";
import { FIFO_REFUSED, isFifo } from "../output/is-fifo.ts";
import { RotatingFile } from "../output/rotating-file.ts";
import { cannotStart } from "./cannot-start.ts";
import { PROGRAM_DEFAULTS, type ProgramBody, type ProgramInput, type ProgramOutput } from "./program-options.ts";

/** A standard stream as `spawn` takes it. */
type Stream = "ignore" | "inherit" | "pipe" | number;

/** The standard streams of a program, with the files open that it reads and writes. */
export interface Streams {
  readonly stdio: readonly [Stream, Stream, Stream];
  readonly rotating: OutputFiles;
  /** Closes the files that the program has open itself. */
  close(): void;
}

/** @throws CoppiceError BAD_PROGRAM for a file that cannot be opened. */
export function openStreams(path: string, body: ProgramBody, folder: string, runtime: Runtime): Streams {
  const files: number[] = [];
  const rotating = new Map<string, RotatingFile>();
  const outputs: { stdout?: RotatingFile; stderr?: RotatingFile } = {};
  const close = (): void => files.forEach((file) => closeSync(file));
  const open = (option: "stdin" | "stdout" | "stderr", stream: ProgramInput | ProgramOutput): Stream => {
    if (stream === "events") return "pipe";
    if (typeof stream === "string") return stream;
    const file = resolve(folder, stream.file);
    const rotate = "rotate" in stream ? stream.rotate : undefined;
    if (isFifo(file)) throw namedPipe(path, option, file);
    try {
      if (rotate !== undefined && option !== "stdin") {
        const shared = rotating.get(file) ?? new RotatingFile(file, rotate, runtime);
        rotating.set(file, shared);
        outputs[option] = shared;
        return "pipe";
      }
      const opened = option === "stdin" ? openSync(file, "r") : openSync(file, "a", 0o600);
      files.push(opened);
      return opened;
    } catch (error) {
      const reason = reasonOf(error);
      throw cannotStart(path, `the file of its ${option}, ${show(file)}, cannot be opened (${reason}).`, reason, file, error);
    }
  };
  const { stdin, stdout, stderr } = { ...PROGRAM_DEFAULTS, ...body };
  try {
    return { stdio: [open("stdin", stdin), open("stdout", stdout), open("stderr", stderr)], rotating: outputs, close };
  } catch (error) {
    close();
    for (const file of rotating.values()) void file.end();
    throw error;
  }
}

function namedPipe(path: string, option: "stdin" | "stdout" | "stderr", file: string): CoppiceError {
  const sign = { stdin: "<", stdout: ">", stderr: "2>" }[option];
  const what = `the file of its ${option}, ${show(file)}, ${FIFO_REFUSED}`;
  return cannotStart(path, `${what}. Let a shell open it: ["sh", "-c", "exec COMMAND ${sign}FILE"].`, "EWOULDBLOCK", file);
}
