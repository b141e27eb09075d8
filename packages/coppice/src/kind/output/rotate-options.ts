import type { Duration } from "../../time/duration.ts";

/** When a file has had enough, and how many that had are kept: `out.log.1` is the latest of them. */
export interface RotateOptions {
  /** The most that a file has, in MB of 2^20 bytes; a single line that is longer has one to itself. Default: 10. */
  readonly maxSizeMb?: number;
  /** The most time since a file was made, longer than 0; looked at when something is written. Default: no limit. */
  readonly maxAge?: Duration;
  /** How many old files are kept. Default: 5. */
  readonly keep?: number;
}

/** What holds where nothing is said. */
export const ROTATE_DEFAULTS: Required<Pick<RotateOptions, "maxSizeMb" | "keep">> = Object.freeze({ maxSizeMb: 10, keep: 5 });
