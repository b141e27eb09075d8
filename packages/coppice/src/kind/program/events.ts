/** What a program prints, where its spec says that this goes into events. */
export interface ProgramEvents {
  /** A line of its standard output, without its end. `cut`: it was longer than 2,048 characters, and the rest is dropped. */
  "program.stdout": { readonly line: string; readonly cut?: true };
  /** The same of its standard error. */
  "program.stderr": { readonly line: string; readonly cut?: true };
}
