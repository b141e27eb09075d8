import { resolve } from "node:path";
import type { Worker } from "node:worker_threads";
import type { Severity } from "../../event/event.ts";
import { CoppiceError } from "../../error.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { plainRuntime } from "../../runtime/plain-runtime.ts";
import { show } from "../../show.ts";
import { copyLines } from "../output/copy-lines.ts";
import { readLines } from "../output/lines.ts";
import { FIFO_REFUSED, isFifo } from "../output/is-fifo.ts";
import { endFiles, type OutputFiles } from "../output/output-files.ts";
import type { Output } from "../output/output.ts";
import { reasonOf } from "../output/reason-of.ts";
import { RotatingFile } from "../output/rotating-file.ts";
import type { ThreadOutputs } from "./thread-body.ts";

/** How long what a thread printed may take to be read and written once it has ended, in milliseconds. */
const DRAIN_MS = 4_000;

const STREAMS = ["stdout", "stderr"] as const;

/** Told what is an event of the thread. */
export type OutputReport = (event: string, severity: Severity, data: Readonly<Record<string, unknown>>) => void;

/**
 * Takes what a thread prints where its spec says. It is read in real time, whatever the clock of the tree, a chunk in each turn of the event loop; a
 * thread that waits for its streams to drain is held up by that, and for one that does not its own heap keeps the rest.
 */
export class ThreadOutput {
  /** Which streams the thread has for this alone: the others are those of this process. */
  readonly own: { readonly stdout: boolean; readonly stderr: boolean };
  readonly #wanted: Readonly<Record<"stdout" | "stderr", Output>>;
  readonly #files: OutputFiles;
  /** What is still to be read or written. */
  readonly #work: Promise<unknown>[] = [];

  /** @throws CoppiceError BAD_PROGRAM for a file that cannot be opened. */
  constructor(path: string, { stdout, stderr }: Required<ThreadOutputs>, runtime: Runtime) {
    this.#wanted = { stdout, stderr };
    this.own = { stdout: stdout !== "inherit", stderr: stderr !== "inherit" };
    this.#files = openFiles(path, this.#wanted, runtime);
  }

  /** Begins to read. */
  read(worker: Worker, report: OutputReport): void {
    for (const name of STREAMS) if (this.own[name]) this.#take(worker, name, report);
    if (this.#work.length > 0) this.#work.push(Promise.all(this.#work).then(() => endFiles(this.#files)));
  }

  /** The thread could not be made. */
  close(): void {
    void endFiles(this.#files);
  }

  /** Calls once all that the thread has printed was read and written, or took too long. It has ended. */
  drained(done: () => void): void {
    if (this.#work.length === 0) return done();
    let isOpen = true;
    const end = (): void => {
      timer.cancel();
      if (isOpen) done();
      isOpen = false;
    };
    const timer = plainRuntime.after(DRAIN_MS, end);
    Promise.all(this.#work).then(end, end);
  }

  #take(worker: Worker, name: "stdout" | "stderr", report: OutputReport): void {
    const stream = worker[name];
    const file = this.#files[name];
    if (file !== undefined) {
      file.onFailure((failure) => report("thread.file-failed", "error", { ...failure }));
      this.#work.push(copyLines(stream, file));
    } else if (this.#wanted[name] === "ignore") {
      stream.resume();
    } else {
      const tell = (line: string, cut: boolean): void => report(`thread.${name}`, "info", cut ? { line, cut } : { line });
      this.#work.push(new Promise<void>((read) => readLines(stream, plainRuntime, tell, read)));
    }
  }
}

function openFiles(path: string, wanted: Readonly<Record<"stdout" | "stderr", Output>>, runtime: Runtime): OutputFiles {
  const open = new Map<string, RotatingFile>();
  const files: { stdout?: RotatingFile; stderr?: RotatingFile } = {};
  for (const name of STREAMS) {
    const output = wanted[name];
    if (typeof output === "string") continue;
    const file = resolve(output.file);
    if (isFifo(file)) {
      void endFiles(files);
      throw refused(path, name, file, FIFO_REFUSED, "EWOULDBLOCK");
    }
    try {
      // One that is not to begin anew never has enough.
      const made = open.get(file) ?? new RotatingFile(file, output.rotate ?? { maxSizeMb: Number.POSITIVE_INFINITY }, runtime);
      open.set(file, made);
      files[name] = made;
    } catch (error) {
      void endFiles(files);
      const reason = reasonOf(error);
      throw refused(path, name, file, `cannot be opened (${reason})`, reason, error);
    }
  }
  return files;
}

function refused(path: string, name: string, file: string, says: string, reason: string, cause?: unknown): CoppiceError {
  return new CoppiceError("BAD_PROGRAM", `${path}: the file of its ${name}, ${show(file)}, ${says}.`, {
    details: { path, reason, given: file },
    ...(cause !== undefined && { cause }),
  });
}
