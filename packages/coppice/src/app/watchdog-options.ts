import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { WatchdogSettings } from "../fault/watchdog/settings.ts";
import { type Duration, milliseconds, millisecondsOrNever } from "../time/duration.ts";
import { badOption, expectOptions, type NamesOf } from "./expect-options.ts";

/** How the watchdog watches. */
export interface WatchdogOptions {
  /** How long the event loop may stand still; at least 50 ms. Default: "1s". */
  readonly limit?: Duration;
  /**
   * How long until the process is ended, with exit code 70; where the loop is inside of a native call, with SIGKILL. `Infinity`: never.
   * Default: `Infinity`.
   */
  readonly fatal?: Duration;
  /**
   * The file to which each finding is added at once, as lines of JSON; false: none. It is made when there is something to write, for its
   * owner alone. A symbolic link is not followed: the event `watchdog.failed` says so then. Default: `coppice-blocked-<pid>.jsonl` in the folder for temporary files.
   */
  readonly file?: string | false;
}

const OPTIONS: NamesOf<WatchdogOptions> = { limit: true, fatal: true, file: true };

/** The least limit, in milliseconds. A look holds the loop some ten milliseconds itself. */
const LEAST = 50;

/** What holds where the options do not say. */
export const WATCHDOG_DEFAULTS: WatchdogSettings = Object.freeze<WatchdogSettings>({
  limit: 1_000,
  fatal: Number.POSITIVE_INFINITY,
  file: join(tmpdir(), `coppice-blocked-${process.pid}.jsonl`),
});

/**
 * How a tree wants to be watched; undefined: not at all.
 *
 * @param where names the call in errors, such as `start(spec, options)`.
 * @throws CoppiceError BAD_OPTION, BAD_DURATION.
 */
export function readWatchdog(where: string, given: WatchdogOptions | boolean): WatchdogSettings | undefined {
  if (given === false) return undefined;
  if (given === true) return WATCHDOG_DEFAULTS;
  if (typeof given !== "object" || given === null) {
    throw badOption(where, "watchdog", given, `expected true, false, or an object such as { limit: "1s", fatal: "10s" }`);
  }
  expectOptions(`${where}: watchdog`, given, OPTIONS);
  const { limit = WATCHDOG_DEFAULTS.limit, fatal = WATCHDOG_DEFAULTS.fatal, file = WATCHDOG_DEFAULTS.file } = given;
  const borne = milliseconds(limit, `${where}: watchdog.limit`);
  if (borne < LEAST) {
    throw badOption(where, "watchdog.limit", limit, `expected at least ${LEAST} ms, as a look takes some milliseconds itself`);
  }
  const last = millisecondsOrNever(fatal, `${where}: watchdog.fatal`);
  if (last < borne) {
    throw badOption(
      where,
      "watchdog.fatal",
      fatal,
      `expected at least its limit of ${borne} ms, which is found first, or Infinity`,
    );
  }
  if (file !== false && (typeof file !== "string" || file === "" || file.includes("\0"))) {
    throw badOption(where, "watchdog.file", file, `expected the path of a file, without a NUL, or false for none`);
  }
  return { limit: borne, fatal: last, file: file === false ? undefined : resolve(file) };
}
