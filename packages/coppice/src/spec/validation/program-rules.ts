import { isDeepStrictEqual } from "node:util";
import { PROGRAM_DEFAULTS, type ProgramOptions } from "../../kind/program/program-options.ts";
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
  {
    option: "stdout",
    other: "stderr",
    broken: ({ stdout, stderr }) =>
      typeof stdout === "object" &&
      typeof stderr === "object" &&
      stdout.file === stderr.file &&
      !isDeepStrictEqual(stdout.rotate, stderr.rotate)
        ? { given: stdout, meets: stderr }
        : undefined,
    why: "they are one file, and it rotates in one way",
    mend: "Say the same rotate of both, or name two files",
  },
  {
    option: "stopSignal",
    other: "shutdown",
    broken: ({ stopSignal, shutdown }) =>
      stopSignal !== undefined && shutdown === "brutal" ? { given: stopSignal, meets: shutdown } : undefined,
    why: "it is killed without being asked",
    mend: "Give it a time to end, or leave stopSignal out",
  },
];
