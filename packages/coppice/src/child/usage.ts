/** What a child that has a wall around it has used, as seen from outside, in its present life. Plain JSON. */
export type Usage = ThreadUsage | ProcessUsage;

/** Processor time since the child began, in milliseconds. Of a span: the difference of two answers. */
export interface CpuTime {
  /** In its own code. */
  readonly user: number;
  /** In the kernel, for it. */
  readonly system: number;
}

/** What a thread has used. */
export interface ThreadUsage {
  readonly of: "thread";
  /** How its event loop spent its time, in milliseconds, and which part of that it was busy, from 0 to 1. It answers always, also of an endless loop. */
  readonly loop: { readonly active: number; readonly idle: number; readonly utilization: number };
  /** Absent where this Node cannot tell, or the thread does not answer within a second: it is inside a native synchronous call. */
  readonly cpu?: CpuTime;
  /** Its heap, in MB of 2^20 bytes: in use, set aside, and the most it may have, with the room for young objects. Absent as `cpu` is. */
  readonly heap?: { readonly usedMb: number; readonly totalMb: number; readonly limitMb: number };
}

/** What a program has used, with all processes that it has started, as Linux tells it. */
export interface ProcessUsage {
  readonly of: "process";
  /** Also of those that have ended and were waited for; told in steps of ten milliseconds. */
  readonly cpu: CpuTime;
  /** Resident memory, summed up, in MB of 2^20 bytes; what two processes share counts twice. */
  readonly residentMb: number;
  /** How many processes there are. */
  readonly processes: number;
}
