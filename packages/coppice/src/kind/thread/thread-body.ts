import type { HostedBody } from "../hosted/hosted-body.ts";

/** What a thread's spec holds. */
export interface ThreadBody extends HostedBody {
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
