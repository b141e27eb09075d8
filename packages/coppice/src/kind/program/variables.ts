import { PROGRAM_DEFAULTS, type ProgramBody } from "./program-options.ts";

/** Environment variables by their names. */
export type Variables = Readonly<Record<string, string>>;

/** The environment variables of a program: what it inherits, then what its spec adds, replaces and takes away. */
export function variablesOf(
  { env = {}, inheritEnv = PROGRAM_DEFAULTS.inheritEnv }: ProgramBody,
  own: NodeJS.ProcessEnv,
): Variables {
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (inheritEnv === true || (inheritEnv !== false && inheritEnv.includes(name)))) {
      variables.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(env)) {
    if (value === null) variables.delete(name);
    else variables.set(name, value);
  }
  return Object.fromEntries(variables);
}
