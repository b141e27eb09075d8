import type { BackoffOptions } from "../../restart/backoff.ts";
import { milliseconds } from "../../time/duration.ts";
import type { Rule } from "./rule.ts";

/** What of a child does not go together, with what else it says, with its supervisor's defaults, and with its supervisor. */
export const CHILD_RULES: readonly Rule[] = [
  {
    option: "significant",
    other: "restart",
    broken: ({ own, holds, source }) =>
      own.significant && holds.restart === "permanent"
        ? { given: true, meets: "permanent", source: source("restart") }
        : undefined,
    why: "a permanent child always comes back, so it never ends for good",
    mend: 'Say restart: "transient" or "temporary", or leave significant out',
  },
  {
    option: "significant",
    other: "dynamic",
    broken: ({ own, parent }) =>
      own.significant && parent?.dynamic ? { given: true, fact: `${parent.path} is a dynamic supervisor` } : undefined,
    why: "its instances come and go, and it stays",
    mend: "Leave significant out, or make it a child of supervisor(…)",
  },
  {
    option: "significant",
    other: "autoShutdown",
    broken: ({ own, parent }) =>
      own.significant && parent?.autoShutdown === "never"
        ? { given: true, meets: "never", source: ` for ${parent.path}` }
        : undefined,
    why: "its supervisor would not look at it",
    mend: 'Say autoShutdown: "any-significant" or "all-significant" there, or leave significant out',
  },
  {
    option: "onExhausted",
    other: "budget",
    broken: ({ own: { onExhausted }, holds, source }) =>
      onExhausted !== undefined && holds.budget === false
        ? { given: onExhausted, meets: false, source: source("budget") }
        : undefined,
    why: "without a budget nothing is ever exhausted",
    mend: 'Say budget: { restarts: 10, within: "1m" }, or leave onExhausted out',
  },
  {
    option: "coolDown",
    other: "onExhausted",
    broken: ({ own: { coolDown }, holds: { onExhausted = "quarantine" }, source }) =>
      coolDown !== undefined && onExhausted !== "quarantine"
        ? { given: coolDown, meets: onExhausted, source: source("onExhausted") }
        : undefined,
    why: "only a quarantine cools down",
    mend: 'Say onExhausted: "quarantine", or leave coolDown out',
  },
  {
    option: "backoff",
    other: "restart",
    broken: ({ own: { backoff }, holds, source }) =>
      backoff && holds.restart === "temporary" ? { given: backoff, meets: "temporary", source: source("restart") } : undefined,
    why: "a temporary child is never restarted, so it never waits for that",
    mend: 'Say restart: "transient" or "permanent", or leave backoff out',
  },
  {
    option: "budget",
    other: "restart",
    broken: ({ own: { budget }, holds, source }) =>
      budget && holds.restart === "temporary" ? { given: budget, meets: "temporary", source: source("restart") } : undefined,
    why: "a temporary child is never restarted, so it spends nothing",
    mend: 'Say restart: "transient" or "permanent", or leave budget out',
  },
  {
    option: "success",
    other: "fatal",
    broken: ({ own: { success = [], fatal = [] } }) =>
      success.some((rule) => fatal.includes(rule)) ? { given: success, meets: fatal } : undefined,
    why: "an exit that counts as ended well cannot make its supervisor give up",
    mend: "Name each exit in one of them",
  },
  {
    option: "backoff.max",
    other: "backoff.initial",
    broken: ({ own }) => shrinking(own.backoff),
    why: "the waits cannot stop growing below the first of them",
    mend: "Raise max, or lower initial",
  },
];

/** A backoff whose waits would shrink. */
export function shrinking(backoff: BackoffOptions | false | undefined): ReturnType<Rule["broken"]> {
  if (!backoff || backoff.max === undefined || backoff.initial === undefined) return undefined;
  if (milliseconds(backoff.max) >= milliseconds(backoff.initial)) return undefined;
  return { given: backoff.max, meets: backoff.initial };
}
