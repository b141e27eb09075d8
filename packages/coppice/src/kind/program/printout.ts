import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { Runtime, Timer } from "../../runtime/runtime.ts";
import { copyLines } from "../output/copy-lines.ts";
import { readLines } from "../output/lines.ts";
import { endFiles, type OutputFiles } from "../output/output-files.ts";
import type { FileFailure, RotatingFile } from "../output/rotating-file.ts";

/** For how long nothing more may come, once it has ended and its group was killed: something outside the group may hold its output open. */
const STILL_MS = 500;

/** How long reading and writing the rest may take in all. */
const DRAIN_MS = 5_000;

/** Told what a program prints. */
export interface PrintoutListener {
  line(stream: "stdout" | "stderr", line: string, cut: boolean): void;
  fileFailed(failure: FileFailure): void;
}

/** What a program prints, where this process reads it: by line to a listener, or into files that rotate. */
export class Printout {
  readonly #process: ChildProcess;
  readonly #runtime: Runtime;
  readonly #streams: Socket[] = [];
  /** Those that go into each file. */
  readonly #files = new Map<RotatingFile, Socket[]>();
  #linesTold = 0;
  /** What has not come to its end yet: the process with its streams, each reader, the files. */
  #open = 1;
  #drained: (() => void) | undefined = undefined;
  #timer: Timer | undefined = undefined;

  constructor(process: ChildProcess, files: OutputFiles, runtime: Runtime, listener: PrintoutListener) {
    this.#process = process;
    this.#runtime = runtime;
    const copies: Promise<void>[] = [];
    for (const name of ["stdout", "stderr"] as const) {
      // A pipe to another process is a socket, as Node has it.
      const stream = process[name] as Socket | null;
      if (stream === null) continue;
      stream.on("error", () => undefined);
      this.#streams.push(stream);
      const file = files[name];
      if (file === undefined) {
        const tell = (line: string, cut: boolean): void => {
          this.#linesTold += 1;
          listener.line(name, line, cut);
        };
        this.#open += 1;
        readLines(stream, runtime, tell, () => this.#ended());
      } else {
        file.onFailure((failure) => listener.fileFailed(failure));
        this.#files.set(file, [...(this.#files.get(file) ?? []), stream]);
        copies.push(copyLines(stream, file));
      }
    }
    if (copies.length > 0) {
      this.#open += 1;
      void Promise.all(copies)
        .then(() => endFiles(files))
        .then(() => this.#ended());
    }
    process.once("close", () => this.#ended());
  }

  /**
   * Calls once all that it printed was read and written. It has ended; what something else still adds is waited for only while there is
   * some, or the disk is busy, and for 5 seconds at most.
   */
  drain(done: () => void): void {
    this.#drained = done;
    this.#watch(this.#runtime.now() + DRAIN_MS);
    this.#settle();
  }

  /** Waits for nothing more. What is not written by now is lost, and told. */
  drop(): void {
    this.#timer?.cancel();
    const drained = this.#drained;
    this.#drained = undefined;
    for (const [file, streams] of this.#files) {
      const unwritten = bytesOf(streams) - file.settled;
      if (unwritten > 0) file.giveUp(unwritten);
    }
    this.#destroy();
    drained?.();
  }

  #watch(until: number, isDestroyed = false): void {
    const before = this.#moved;
    this.#timer = this.#runtime.after(STILL_MS, () => {
      const isStill = this.#moved === before && !this.#isBusy;
      if (this.#runtime.now() >= until || (isStill && isDestroyed)) return this.drop();
      this.#watch(until, isStill);
      if (isStill) this.#destroy();
    });
  }

  /** Whether anything came out of it. */
  get hasBegun(): boolean {
    return bytesOf(this.#streams) > 0;
  }

  /** Grows with all that is read, told and written. */
  get #moved(): number {
    const written = [...this.#files.keys()].reduce((sum, { settled }) => sum + settled, 0);
    return bytesOf(this.#streams) + written + this.#linesTold;
  }

  get #isBusy(): boolean {
    return [...this.#files.keys()].some(({ isBusy }) => isBusy);
  }

  #ended(): void {
    this.#open -= 1;
    this.#settle();
  }

  #settle(): void {
    const drained = this.#drained;
    if (this.#open > 0 || drained === undefined) return;
    this.#timer?.cancel();
    this.#drained = undefined;
    drained();
  }

  #destroy(): void {
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
    this.#process.stdio[4]?.destroy();
  }
}

function bytesOf(streams: readonly Socket[]): number {
  return streams.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
}
