import type { Writable } from "node:stream";
import type { ProgramInput } from "./program-options.ts";
import type { RunningProgram } from "./program-life.ts";

/** A program that runs, and has its input from those who write to it: its spec says `stdin: "pipe"`. */
export interface FedProgram extends RunningProgram {
  readonly stdin: Writable;
}

/** What `ctx.use` answers of a program with this input. */
export type Running<Input extends ProgramInput> = [Input] extends ["pipe"] ? FedProgram : RunningProgram;
