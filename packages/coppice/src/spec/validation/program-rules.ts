import { PROGRAM_DEFAULTS, type ProgramOptions } from "../../kind/program/program-options.ts";
import { OUTPUT_RULES } from "./output-rules.ts";
import type { Rule } from "./rule.ts";

/** What of a program does not go together, apart from what is so of every child. */
export const PROGRAM_RULES: readonly Rule<ProgramOptions>[] = [
  {
    option: "ready.line",
    other: "stdout",
    broken: ({ ready, stdout = PROGRAM_DEFAULTS.stdout, stderr = PROGRAM_DEFAULTS.stderr }) =>
      typeof ready === "object" && "line" in ready && stdout !== "events" && stderr !== "events"
        ? { given: ready.line, meets: stdout }
        : undefined,
    why: "only what goes into events is read, and its stderr does not either",
    mend: 'Say "events" of the one that has the line, or ready: { port } or { file }',
  },
  ...OUTPUT_RULES,
  {
    option: "stopSignal",
    other: "shutdown",
    broken: ({ stopSignal, shutdown }) =>
      stopSignal !== undefined && shutdown === "brutal" ? { given: stopSignal, meets: shutdown } : undefined,
    why: "it is killed without being asked",
    mend: "Give it a time to end, or leave stopSignal out",
  },
];
