import type { MessagePort } from "node:worker_threads";
import type { ErrorData } from "../../error-data.ts";
import type { Finding } from "./finding.ts";
import type { WatchdogSettings } from "./settings.ts";

/** What the thread is told. */
export type ToWatchdog =
  /** Watches for one more claim. */
  | { readonly type: "watch"; readonly claim: number; readonly settings: WatchdogSettings }
  | { readonly type: "forget"; readonly claim: number }
  /** Beats come every so many milliseconds from now on. */
  | { readonly type: "pace"; readonly every: number };

/** What the thread tells. */
export type FromWatchdog =
  | { readonly type: "found"; readonly claim: number; readonly finding: Finding; readonly isWritten: boolean }
  /** A finding could not be written to the claim's file. */
  | { readonly type: "failed"; readonly claim: number; readonly error: ErrorData };

/** The memory that the thread shares with the loop, by the places below. */
export type SharedBeats = Int32Array<SharedArrayBuffer>;

/** What the thread starts with. */
export interface WatchdogData {
  readonly shared: SharedBeats;
  /** Where it tells what it finds: a channel of its own, whose messages the loop can take before its turn is over. */
  readonly port: MessagePort;
  /** An expression for the owner of the watchdog, in the main thread. */
  readonly owner: string;
  /** Whether the permission model forbids the inspector, which a thread that has flags of its own cannot tell. */
  readonly isForbidden: boolean;
}

/** Where in the shared memory is what. */
export const PLACES: { readonly beats: 0; readonly inspected: 1; readonly findings: 2 } = Object.freeze({
  /** Counts the beats of the loop. */
  beats: 0,
  /** 1 while the process can be debugged from outside. */
  inspected: 1,
  /** Counts the findings that are begun and not yet told. */
  findings: 2,
});
