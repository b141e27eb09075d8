import type { FileFailure } from "../output/rotating-file.ts";

/** What a program prints, where its spec says that this goes into events, and what it says of itself. */
export interface ProgramEvents {
  /** A line of its standard output, without its end. `cut`: it was longer than 2,048 characters, and the rest is dropped. */
  "program.stdout": { readonly line: string; readonly cut?: true };
  /** The same of its standard error. */
  "program.stderr": { readonly line: string; readonly cut?: true };
  /** It says what it does, or how it is: the line `STATUS=…` of its notifications. */
  "program.status": { readonly status: string };
  /**
   * What it printed could not be written to its file, or the file not rotated; `reason`: as the operating system calls it, such as ENOSPC;
   * `lost`: the bytes of this life so far. Told when it begins, and whenever as much again is lost.
   */
  "program.file-failed": FileFailure;
}
