import { shrinking } from "./child-rules.ts";
import type { Rule } from "./rule.ts";

/** What of a supervisor does not go together, apart from what is so of every child. */
export const SUPERVISOR_RULES: readonly Rule[] = [
  {
    option: "defaults.coolDown",
    other: "defaults.onExhausted",
    broken: ({ own: { defaults: { coolDown, onExhausted } = {} } }) =>
      coolDown !== undefined && onExhausted !== "quarantine"
        ? {
            given: coolDown,
            meets: onExhausted ?? "escalate",
            source: onExhausted === undefined ? " (by default)" : "",
          }
        : undefined,
    why: "only a quarantine cools down",
    mend: 'Say onExhausted: "quarantine" in the defaults, or say coolDown of the child that is quarantined',
  },
  {
    option: "defaults.backoff.max",
    other: "defaults.backoff.initial",
    broken: ({ own }) => shrinking(own.defaults?.backoff),
    why: "the waits cannot stop growing below the first of them",
    mend: "Raise max, or lower initial",
  },
  {
    option: "maxChildren",
    other: "children",
    broken: ({ own: { maxChildren = Infinity }, body }) =>
      body !== undefined && body.children.length > maxChildren
        ? { given: maxChildren, fact: `it begins with ${body.children.length}` }
        : undefined,
    why: "that is more than it may have",
    mend: "Raise maxChildren, or leave it out",
  },
  {
    option: "strategy",
    other: "dynamic",
    broken: ({ path, own: { strategy = "one-for-one" }, body }) =>
      body?.dynamic && strategy !== "one-for-one" ? { given: strategy, fact: dynamic(path) } : undefined,
    why: "its instances have nothing to do with each other",
    mend: "Leave strategy out, or use supervisor(…)",
  },
  {
    option: "autoShutdown",
    other: "dynamic",
    broken: ({ path, own: { autoShutdown = "never" }, body }) =>
      body?.dynamic && autoShutdown !== "never" ? { given: autoShutdown, fact: dynamic(path) } : undefined,
    why: "none of its instances is significant",
    mend: "Leave autoShutdown out, or use supervisor(…)",
  },
  {
    option: "boot",
    other: "dynamic",
    broken: ({ path, own: { boot = "sequential" }, body }) =>
      body?.dynamic && boot !== "sequential" ? { given: boot, fact: dynamic(path) } : undefined,
    why: "it starts without children",
    mend: "Leave boot out, or use supervisor(…)",
  },
];

function dynamic(path: string): string {
  return `${path} is a dynamic supervisor`;
}
