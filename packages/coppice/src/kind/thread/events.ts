import type { FileFailure } from "../output/rotating-file.ts";

/** What a thread prints, where its spec says that this goes into events, and what becomes of what goes to files. */
export interface ThreadEvents {
  /** A line of its standard output, without its end. `cut`: it was longer than 2,048 characters, and the rest is dropped. */
  "thread.stdout": { readonly line: string; readonly cut?: true };
  /** The same of its standard error. */
  "thread.stderr": { readonly line: string; readonly cut?: true };
  /** What it printed could not be written to its file, or the file not rotated, as with `program.file-failed`. */
  "thread.file-failed": FileFailure;
}
