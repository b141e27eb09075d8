import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import type { BackoffOptions } from "../../restart/backoff.ts";
import { show } from "../../show.ts";
import { milliseconds } from "../../time/duration.ts";
import type { Situation } from "./situation.ts";

/** Options of which each is allowed, but not both together. */
interface Rule {
  /** The options, by their names; `of` is said of one that is not the child's own. */
  readonly options: readonly [string, string];
  /** The two values when they are together, as messages show them; undefined when the rule is kept. */
  readonly broken: (situation: Situation) => readonly [unknown, unknown, string?] | undefined;
  /** Why they do not go together. */
  readonly why: string;
  readonly mend: string;
}

const RULES: readonly Rule[] = [
  {
    options: ["significant", "restart"],
    broken: ({ own, holds, source }) =>
      own.significant === true && holds.restart === "permanent" ? [true, "permanent", source("restart")] : undefined,
    why: "a permanent child always comes back, so it never ends for good",
    mend: 'Say restart: "transient" or "temporary", or leave significant out',
  },
  {
    options: ["significant", "autoShutdown"],
    broken: ({ own, parent }) =>
      own.significant === true && parent?.autoShutdown === "never" && !parent.dynamic
        ? [true, "never", ` (of ${parent.path})`]
        : undefined,
    why: "the supervisor would not look at it",
    mend: 'Say autoShutdown: "any-significant" or "all-significant" there, or leave significant out',
  },
  {
    options: ["significant", "dynamic"],
    broken: ({ own, parent }) =>
      own.significant === true && parent?.dynamic === true
        ? [true, true, ` (${parent.path} is a dynamic supervisor)`]
        : undefined,
    why: "the instances of a dynamic supervisor come and go, and it stays",
    mend: "Leave significant out, or make it a child of supervisor(…)",
  },
  {
    options: ["onExhausted", "budget"],
    broken: ({ own, holds, source }) =>
      own.onExhausted !== undefined && holds.budget === false ? [own.onExhausted, false, source("budget")] : undefined,
    why: "without a budget nothing is ever exhausted",
    mend: 'Say budget: { restarts: 10, within: "1m" }, or leave onExhausted out',
  },
  {
    options: ["coolDown", "onExhausted"],
    broken: ({ own, holds, source }) =>
      own.coolDown !== undefined && holds.onExhausted !== undefined && holds.onExhausted !== "quarantine"
        ? [own.coolDown, holds.onExhausted, source("onExhausted")]
        : undefined,
    why: "only a quarantine cools down",
    mend: 'Say onExhausted: "quarantine", or leave coolDown out',
  },
  {
    options: ["defaults.coolDown", "defaults.onExhausted"],
    broken: ({ own: { defaults } }) =>
      defaults?.coolDown !== undefined && defaults.onExhausted !== "quarantine"
        ? [defaults.coolDown, defaults.onExhausted ?? "escalate", defaults.onExhausted === undefined ? " (by default)" : ""]
        : undefined,
    why: "only a quarantine cools down",
    mend: 'Say onExhausted: "quarantine" in the defaults, or say coolDown of the child that is quarantined',
  },
  {
    options: ["backoff", "restart"],
    broken: ({ own, holds, source }) =>
      own.backoff && holds.restart === "temporary" ? [own.backoff, "temporary", source("restart")] : undefined,
    why: "a temporary child is never restarted, so it never waits for it",
    mend: 'Say restart: "transient" or "permanent", or leave backoff out',
  },
  {
    options: ["budget", "restart"],
    broken: ({ own, holds, source }) =>
      own.budget && holds.restart === "temporary" ? [own.budget, "temporary", source("restart")] : undefined,
    why: "a temporary child is never restarted, so it spends nothing",
    mend: 'Say restart: "transient" or "permanent", or leave budget out',
  },
  {
    options: ["success", "fatal"],
    broken: ({ own: { success = [], fatal = [] } }) =>
      success.some((rule) => fatal.includes(rule)) ? [success, fatal] : undefined,
    why: "an exit that counts as well cannot be the end of its supervisor too",
    mend: "Name each exit in one of them",
  },
  {
    options: ["backoff.max", "backoff.initial"],
    broken: ({ own }) => shrinking(own.backoff),
    why: "the waits cannot stop growing before the first one",
    mend: "Raise max, or lower initial",
  },
  {
    options: ["defaults.backoff.max", "defaults.backoff.initial"],
    broken: ({ own }) => shrinking(own.defaults?.backoff),
    why: "the waits cannot stop growing before the first one",
    mend: "Raise max, or lower initial",
  },
  {
    options: ["maxChildren", "children"],
    broken: ({ own: { maxChildren = Infinity }, body }) =>
      body !== undefined && body.children.length > maxChildren ? [maxChildren, body.children.length] : undefined,
    why: "it has more children from the start than it may have",
    mend: "Raise maxChildren, or leave it out",
  },
  {
    options: ["strategy", "dynamic"],
    broken: ({ own: { strategy = "one-for-one" }, body }) =>
      body?.dynamic === true && strategy !== "one-for-one" ? [strategy, true] : undefined,
    why: "the instances of a dynamic supervisor have nothing to do with each other",
    mend: "Leave strategy out, or use supervisor(…)",
  },
  {
    options: ["autoShutdown", "dynamic"],
    broken: ({ own: { autoShutdown = "never" }, body }) =>
      body?.dynamic === true && autoShutdown !== "never" ? [autoShutdown, true] : undefined,
    why: "no instance of a dynamic supervisor is significant",
    mend: "Leave autoShutdown out, or use supervisor(…)",
  },
  {
    options: ["boot", "dynamic"],
    broken: ({ own: { boot = "sequential" }, body }) =>
      body?.dynamic === true && boot !== "sequential" ? [boot, true] : undefined,
    why: "a dynamic supervisor starts without children",
    mend: "Leave boot out, or use supervisor(…)",
  },
];

/** @throws CoppiceError BAD_COMBINATION for the first rule that is broken. */
export function checkCombinations(situation: Situation): void {
  if (Object.keys(situation.own).length === 0) return;
  for (const { options, broken, why, mend } of RULES) {
    const values = broken(situation);
    if (values === undefined) continue;
    const [first, second] = options;
    const [one, other, source = ""] = values;
    throw new CoppiceError(
      "BAD_COMBINATION",
      `${situation.path}: options "${first}" and "${second}" do not go together: "${first}" is ${show(one)}, and "${second}" is ` +
        `${show(other)}${source}; ${why}. ${mend}.`,
      { details: { path: situation.path, options: [first, second], given: [jsonSafe(one), jsonSafe(other)] } },
    );
  }
}

function shrinking(backoff: BackoffOptions | false | undefined): readonly [unknown, unknown] | undefined {
  if (!backoff || backoff.max === undefined || backoff.initial === undefined) return undefined;
  return milliseconds(backoff.max) < milliseconds(backoff.initial) ? [backoff.max, backoff.initial] : undefined;
}
