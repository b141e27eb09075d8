import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Output } from "../../kind/output/output.ts";
import type { Rule } from "./rule.ts";

/** Where something prints to. */
interface Outputs {
  /** Where the names of its files start. */
  readonly cwd?: string;
  readonly stdout?: Output;
  readonly stderr?: Output;
}

/** What of the outputs of a program or a thread does not go together. */
export const OUTPUT_RULES: readonly Rule<Outputs>[] = [
  {
    option: "stdout",
    other: "stderr",
    broken: ({ cwd = ".", stdout, stderr }) =>
      typeof stdout === "object" &&
      typeof stderr === "object" &&
      resolve(cwd, stdout.file) === resolve(cwd, stderr.file) &&
      !isDeepStrictEqual(stdout.rotate, stderr.rotate)
        ? { given: stdout, meets: stderr }
        : undefined,
    why: "they are one file, and it rotates in one way",
    mend: "Say the same rotate of both, or name two files",
  },
];
