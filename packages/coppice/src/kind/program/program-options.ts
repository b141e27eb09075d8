import type { ChildOptions } from "../../child/options.ts";
import type { Duration } from "../../time/duration.ts";
import type { Output } from "../output/output.ts";

/** Where one of a program's outputs goes. */
export type ProgramOutput = Output;

/** Where a program's input comes from. */
export type ProgramInput = "ignore" | "inherit" | "pipe" | { readonly file: string };

/** The signs that a program is ready. */
export type ReadySign =
  | "spawn"
  | { readonly line: string | RegExp }
  | { readonly port: number; readonly host?: string }
  | { readonly file: string }
  | { readonly notify: true };

/** How one knows that a program is ready: by one sign, and none of the others. */
export type ProgramReady = Alone<ReadySign>;

type Alone<Sign> = Sign extends object
  ? Sign & { readonly [Other in Exclude<"line" | "port" | "host" | "file" | "notify", keyof Sign>]?: never }
  : Sign;

/** A signal that asks: none that cannot be caught. */
export type StopSignal = Exclude<NodeJS.Signals, "SIGKILL" | "SIGSTOP">;

/** What can be said of a program. Relative paths are relative to its working folder. */
export interface ProgramOptions extends ChildOptions {
  /**
   * When it is ready: "spawn", at once; `{ line }`, when a line of its output holds this text or matches; `{ port }`, when something
   * accepts connections there, on `localhost` unless a `host` is said; `{ file }`, when the file is there and was made or changed since the
   * start; `{ notify: true }`, when it writes the line `READY=1` to the file of the number that its variable `NOTIFY_FD` has.
   * Default: "spawn".
   */
  readonly ready?: ProgramReady;
  /**
   * How long it may give no sign of life once it is ready, longer than 0: the line `WATCHDOG=1`, written to the file of the number that its
   * variable `NOTIFY_FD` has; `WATCHDOG_USEC` tells it this time, in microseconds. Later than that its exit is `unresponsive`. Default: none
   * is waited for.
   */
  readonly heartbeat?: Duration;
  /** The signal that asks it, and all of its process group, to end. Default: "SIGTERM". */
  readonly stopSignal?: StopSignal;
  /** Its working folder. Default: that of this process. */
  readonly cwd?: string;
  /** Environment variables to add or replace; null takes one away. Default: none. */
  readonly env?: Readonly<Record<string, string | null>>;
  /**
   * Which variables of this process it gets beside: all, save what tells this one where to notify its own supervisor (`NOTIFY_SOCKET`, `NOTIFY_FD`,
   * `WATCHDOG_USEC`, `WATCHDOG_PID`); none; or those of these names. Default: true.
   */
  readonly inheritEnv?: boolean | readonly string[];
  /** Where its input comes from: nowhere, where this process has its own, `ctx.use(spec).stdin`, or a file. Default: "ignore". */
  readonly stdin?: ProgramInput;
  /**
   * Where its output goes: line by line into events `program.stdout`, to where this process has its own, nowhere, or to the end of a file, which
   * is made for its owner alone. With `rotate` this process writes the file, and begins a new one when it has had enough. Default: "events".
   */
  readonly stdout?: ProgramOutput;
  /** The same for its error output, as events `program.stderr`. Default: "events". */
  readonly stderr?: ProgramOutput;
  /** The user it runs as, by number. Needs the right to. Default: that of this process. */
  readonly uid?: number;
  /** The group it runs as, by number. Needs the right to. Default: that of this process. */
  readonly gid?: number;
  /** Which rights the files that it makes do not have, such as 0o027. Default: that of this process. */
  readonly umask?: number;
  /** Its priority, from -20, first, to 19, last. Default: that of this process. */
  readonly nice?: number;
  /**
   * How much memory it may have, with all that it has started, in MB: resident memory, summed up, looked at once a second. Beyond it is
   * killed, and its exit is `out-of-memory`. Linux only, elsewhere its start fails with UNSUPPORTED. Default: no limit.
   */
  readonly maxMemoryMb?: number;
}

/** The options of a program that its kind reads. */
export type ProgramSettings = Omit<ProgramOptions, keyof ChildOptions | "ready"> & { readonly ready?: ReadySign };

/** What a program's spec holds. */
export interface ProgramBody extends ProgramSettings {
  /** The file and its arguments. */
  readonly command: Command;
  /** Whether it gets a channel of Node beside its streams. */
  readonly channel?: "ipc";
}

/** An executable, by its name or path, and its arguments. */
export type Command = readonly [file: string, ...args: readonly string[]];

/** What holds where a program's spec does not say. */
export const PROGRAM_DEFAULTS: Required<
  Pick<ProgramSettings, "ready" | "stopSignal" | "inheritEnv" | "stdin" | "stdout" | "stderr">
> = Object.freeze({
  ready: "spawn",
  stopSignal: "SIGTERM",
  inheritEnv: true,
  stdin: "ignore",
  stdout: "events",
  stderr: "events",
});

/** Whether it can say something of itself, on a channel of its own. */
export function hasChannel({ ready, heartbeat }: ProgramSettings): boolean {
  return heartbeat !== undefined || (typeof ready === "object" && "notify" in ready);
}
