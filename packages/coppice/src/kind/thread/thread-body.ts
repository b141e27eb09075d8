import type { HostedBody } from "../hosted/hosted-body.ts";
import type { Output } from "../output/output.ts";

/** What a thread's spec holds. */
export interface ThreadBody extends HostedBody {
  readonly limits: ThreadLimits;
  readonly outputs: Required<ThreadOutputs>;
}

/** Where what a thread prints goes. */
export interface ThreadOutputs {
  /**
   * Where its output goes: to where this process has its own, line by line into events `thread.stdout`, nowhere, or to the end of a file, which is
   * made for its owner alone and written by this process, with `rotate` into a new one when it has had enough. Relative paths are relative to the
   * working folder. Default: "inherit".
   */
  readonly stdout?: Output;
  /** The same for its error output, as events `thread.stderr`. Default: "inherit". */
  readonly stderr?: Output;
}

/** What a thread may use of memory, in megabytes; where nothing is said, as Node has it. */
export interface ThreadLimits {
  /**
   * The heap of objects that live long, at least 8: with less the thread's own code finds no room. Past it the exit is `out-of-memory`, save
   * where one step asks for some 16 more, which ends the program.
   */
  readonly maxHeapMb?: number;
  /** The heap of young objects. Default: 32 with `maxHeapMb`, so that what outlives its youth at once does not go too far over that. */
  readonly maxYoungHeapMb?: number;
  /** Machine code, at most 4096. */
  readonly maxCodeMb?: number;
  /** The stack. */
  readonly stackMb?: number;
}
