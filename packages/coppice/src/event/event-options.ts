import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { SEVERITIES, SEVERITY_RANK, type Severity } from "./event.ts";

/** A severity floor as a rank. @throws CoppiceError BAD_OPTION when it is no severity. */
export function checkFloor(severity: Severity, where: string): number {
  if (SEVERITIES.includes(severity)) return SEVERITY_RANK[severity];
  throw badOption(where, severity, `one of ${SEVERITIES.map((name) => `"${name}"`).join(", ")}`);
}

/** A capacity. @throws CoppiceError BAD_OPTION when it is no whole number from `least` up. */
export function checkCapacity(capacity: number, least: 0 | 1, where: string): number {
  if (Number.isSafeInteger(capacity) && capacity >= least) return capacity;
  throw badOption(where, capacity, `a whole number of events from ${least} up`);
}

/** Keys of secrets. @throws CoppiceError BAD_OPTION when one is neither a name nor a pattern. */
export function checkSecrets(secrets: readonly (string | RegExp)[], where: string): readonly (string | RegExp)[] {
  if (!Array.isArray(secrets)) throw badOption(where, secrets, "an array of key names and regular expressions");
  for (const [index, key] of secrets.entries()) {
    if (!(key instanceof RegExp) && (typeof key !== "string" || key === "")) {
      throw badOption(`${where}[${index}]`, key, "the name of a key, not empty, or a regular expression that matches such names");
    }
  }
  return secrets;
}

/** A listener. @throws CoppiceError BAD_OPTION when it is no function. */
export function checkListener<Listener>(listener: Listener, where: string): Listener {
  if (typeof listener === "function") return listener;
  throw badOption(where, listener, "a function that takes an event");
}

/** A signal to listen to. @throws CoppiceError BAD_OPTION when it is none. */
export function checkSignal(signal: AbortSignal | undefined, where: string): AbortSignal | undefined {
  if (signal === undefined || typeof signal?.addEventListener === "function") return signal;
  throw badOption(where, signal, "an AbortSignal, such as that of new AbortController()");
}

function badOption(where: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${where} is ${show(given)}: expected ${expected}.`, {
    details: { option: where, given: jsonSafe(given) },
  });
}
