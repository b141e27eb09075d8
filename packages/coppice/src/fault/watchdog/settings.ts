/** How one tree wants the loop watched; in milliseconds. */
export interface WatchdogSettings {
  /** How long the loop may stand still. */
  readonly limit: number;
  /** How long until the process is ended; `Infinity`: never. */
  readonly fatal: number;
  /** Where findings are written, a line of JSON each. */
  readonly file: string | undefined;
}

/** The code that the watchdog ends a process with. */
export const WATCHDOG_EXIT_CODE = 70;
