import { close, constants, fstatSync, open, openSync, rename, rm, write } from "node:fs";
import { promisify } from "node:util";
import type { Runtime } from "../../runtime/runtime.ts";
import { milliseconds } from "../../time/duration.ts";
import { reasonOf } from "./reason-of.ts";
import { ROTATE_DEFAULTS, type RotateOptions } from "./rotate-options.ts";

/** What the disk refused. */
export interface FileFailure {
  readonly file: string;
  readonly doing: "write" | "rotate";
  /** As the operating system calls it, such as ENOSPC; ETIMEDOUT where it took too long for what was printed before the end. */
  readonly reason: string;
  /** The bytes that were lost so far, as far as that is known. */
  readonly lost: number;
}

/** Nobody but its owner may read it. */
const MODE = 0o600;
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
/** How long a rotation that failed is not tried again, in milliseconds. */
const PAUSE = 10_000;
const LINE_FEED = 10;
const END_OF_LINE: Buffer = Buffer.from("\n");

const writing = promisify(write);
const opening = promisify(open);
const closing = promisify(close);
const renaming = promisify(rename);
const removing = promisify(rm);

/**
 * A file of lines that begins anew when it has had enough. A line is in one file or in the next, whole. What cannot be written is lost, and told:
 * when it begins, and whenever as much again is lost. Where a rotation fails the file just goes on.
 */
export class RotatingFile {
  readonly #file: string;
  readonly #runtime: Runtime;
  readonly #maxSize: number;
  readonly #maxAge: number;
  readonly #keep: number;
  readonly #isRegular: boolean;
  #failed: (failure: FileFailure) => void = () => undefined;
  #handle: number;
  #size: number;
  #made: number;
  #work: Promise<void> = Promise.resolve();
  #rotatesFrom = 0;
  /** Its last line was not written to the end. */
  #isTorn = false;
  #lost = 0;
  #told = 0;
  #taken = 0;
  #settled = 0;
  #isGivenUp = false;

  /** Opens it at once. @throws an error of the operating system. */
  constructor(
    file: string,
    { maxSizeMb = ROTATE_DEFAULTS.maxSizeMb, maxAge, keep = ROTATE_DEFAULTS.keep }: RotateOptions,
    runtime: Runtime,
  ) {
    this.#file = file;
    this.#runtime = runtime;
    this.#maxSize = maxSizeMb * 2 ** 20;
    this.#maxAge = maxAge === undefined ? Number.POSITIVE_INFINITY : milliseconds(maxAge);
    this.#keep = keep;
    this.#handle = openSync(file, FLAGS, MODE);
    const { size, birthtimeMs } = fstatSync(this.#handle);
    this.#isRegular = fstatSync(this.#handle).isFile();
    this.#size = size;
    this.#made = size > 0 && birthtimeMs > 0 ? birthtimeMs : runtime.wall();
  }

  /** Says who is told of failures. */
  onFailure(failed: (failure: FileFailure) => void): void {
    this.#failed = failed;
  }

  /** How many bytes of those that were added are written, or lost. */
  get settled(): number {
    return this.#settled;
  }

  /** Whether something was added that is not written yet, nor lost. */
  get isBusy(): boolean {
    return this.#settled < this.#taken;
  }

  /** Adds whole lines. Resolves when they are written, or lost; whoever waits for that keeps no more than this in memory. */
  append(lines: Buffer): Promise<void> {
    this.#taken += lines.length;
    this.#work = this.#work.then(() => this.#append(lines));
    return this.#work;
  }

  /** Nobody waits for it any more: it writes no more than it does already, and tells that so many bytes more are lost. */
  giveUp(bytes: number): void {
    this.#isGivenUp = true;
    this.#lost += bytes;
    this.#failed({ file: this.#file, doing: "write", reason: "ETIMEDOUT", lost: this.#lost });
  }

  /** Closes it, once all is written. */
  end(): Promise<void> {
    this.#work = this.#work.then(() => closing(this.#handle)).catch(() => undefined);
    return this.#work;
  }

  async #append(lines: Buffer): Promise<void> {
    for (let rest = lines; rest.length > 0 && !this.#isGivenUp;) {
      const isOld = this.#size > 0 && this.#runtime.wall() - this.#made >= this.#maxAge;
      if ((isOld || this.#fitting(rest) === 0) && this.#mayRotate()) await this.#rotate();
      const fitting = this.#fitting(rest) || (this.#mayRotate() ? firstLine(rest) : rest.length);
      await this.#write(rest.subarray(0, fitting));
      this.#settled += fitting;
      rest = rest.subarray(fitting);
    }
  }

  /** How many bytes of the lines, in whole lines, the file can still take. */
  #fitting(lines: Buffer): number {
    const room = this.#maxSize - this.#size;
    if (lines.length <= room) return lines.length;
    return room <= 0 ? 0 : lines.lastIndexOf(LINE_FEED, room - 1) + 1;
  }

  #mayRotate(): boolean {
    return this.#isRegular && this.#runtime.now() >= this.#rotatesFrom;
  }

  async #write(whole: Buffer): Promise<void> {
    const lines = this.#isTorn ? Buffer.concat([END_OF_LINE, whole]) : whole;
    let done = 0;
    try {
      while (done < lines.length) {
        const { bytesWritten } = await writing(this.#handle, lines, done, lines.length - done);
        done += bytesWritten;
        this.#size += bytesWritten;
      }
      this.#isTorn = false;
    } catch (error) {
      if (done > 0) this.#isTorn = lines[done - 1] !== LINE_FEED;
      this.#lost += lines.length - done;
      if (this.#told > 0 && this.#lost < 2 * this.#told) return;
      this.#told = this.#lost;
      this.#fail("write", error);
    }
  }

  async #rotate(): Promise<void> {
    if (this.#size === 0) return;
    try {
      for (let number = this.#keep - 1; number >= 1; number -= 1) await this.#move(`${this.#file}.${number}`, number + 1);
      if (this.#keep > 0) await this.#move(this.#file, 1);
      else await removing(this.#file, { force: true });
      const next = await opening(this.#file, FLAGS, MODE);
      const last = this.#handle;
      this.#handle = next;
      this.#size = fstatSync(next).size;
      this.#made = this.#runtime.wall();
      await closing(last);
    } catch (error) {
      this.#rotatesFrom = this.#runtime.now() + PAUSE;
      this.#fail("rotate", error);
    }
  }

  async #move(from: string, number: number): Promise<void> {
    await renaming(from, `${this.#file}.${number}`).catch((error: unknown) => {
      if (reasonOf(error) !== "ENOENT") throw error;
    });
  }

  #fail(doing: FileFailure["doing"], error: unknown): void {
    this.#failed({ file: this.#file, doing, reason: reasonOf(error), lost: this.#lost });
  }
}

/** How long the first line is. */
function firstLine(lines: Buffer): number {
  const end = lines.indexOf(LINE_FEED);
  return end < 0 ? lines.length : end + 1;
}
