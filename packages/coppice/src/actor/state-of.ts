import { jsonSafe } from "../json.ts";
import type { Behaviour } from "./behaviour.ts";

/** What of a behaviour is no state. */
const HOOKS: ReadonlySet<string> = new Set([
  "receive",
  "init",
  "started",
  "stopped",
  "onError",
  "inspect",
] satisfies (keyof Behaviour)[]);

/** What an actor knows, as a copy that nobody shares with it. */
export function stateOf(behaviour: Behaviour, state: unknown): unknown {
  if (behaviour.inspect !== undefined) return copied(behaviour.inspect());
  if (state !== undefined) return copied(state);
  const members = Object.entries(behaviour).filter(([name]) => !HOOKS.has(name));
  return Object.fromEntries(members.map(([name, value]: [string, unknown]) => [name, copied(value)]));
}

/** As `structuredClone` makes it; what that cannot copy, as JSON comes nearest to it. */
function copied(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return jsonSafe(value);
  }
}
