import { PROGRAM_DEFAULTS, type ProgramBody } from "./program-options.ts";

/** Environment variables by their names. */
export type Variables = Readonly<Record<string, string>>;

/** What the supervisor of a process tells that one process, in systemd's words: where to notify it, and how often to beat. */
const TOLD: ReadonlySet<string> = new Set(["NOTIFY_SOCKET", "NOTIFY_FD", "WATCHDOG_USEC", "WATCHDOG_PID"]);

/**
 * The environment variables of a program: what it inherits, then what its spec adds, replaces and takes away. What was told to this process
 * alone it inherits only by its name.
 */
export function variablesOf(
  { env = {}, inheritEnv = PROGRAM_DEFAULTS.inheritEnv }: ProgramBody,
  own: NodeJS.ProcessEnv,
): Variables {
  const variables = new Map<string, string>();
  const inherits = (name: string): boolean =>
    typeof inheritEnv === "boolean" ? inheritEnv && !TOLD.has(name) : inheritEnv.includes(name);
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && inherits(name)) variables.set(name, value);
  }
  for (const [name, value] of Object.entries(env)) {
    if (value === null) variables.delete(name);
    else variables.set(name, value);
  }
  return Object.fromEntries(variables);
}
