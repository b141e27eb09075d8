import type { Json } from "../../json.ts";

/** What a thread's spec holds. */
export interface ThreadBody {
  /** The URL of the module whose default export is the child. */
  readonly module: string;
  /** What the default export gets beside its context; null when nothing was said. */
  readonly args: Json;
  readonly ready: "start" | "signal";
  /** Milliseconds without a heartbeat that are borne; undefined: none is waited for. */
  readonly heartbeat: number | undefined;
  readonly limits: ThreadLimits;
}

/** What a thread may use of memory, in megabytes; where nothing is said, as Node has it. */
export interface ThreadLimits {
  /** The heap of objects that live long. Past it the exit is `out-of-memory`. */
  readonly maxHeapMb?: number;
  /** The heap of young objects. */
  readonly maxYoungHeapMb?: number;
  /** Machine code. */
  readonly maxCodeMb?: number;
  /** The stack. */
  readonly stackMb?: number;
}
