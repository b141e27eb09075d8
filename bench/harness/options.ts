import { parseArgs } from "node:util";

/** What the command line says. */
export interface BenchOptions {
  /** The names of the questions to ask. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly size: number;
  /** The file that the rows are written to. */
  readonly json: string | undefined;
}

/** With fewer, a median says little. */
const FEWEST_ROUNDS = 7;

/** Below this size nobody asks for the numbers, but whether all runs through: a single round will do. */
const TINY = 1_000;

/** What may be said on the command line. */
export function usageFor(names: readonly string[]): string {
  return `npm run bench -- [options]

  --only NAME    the question to ask; more than once for more. Default: all.
                 There are ${names.join(", ")}.
  --rounds COUNT how many rounds count, at least ${FEWEST_ROUNDS}. Default: ${FEWEST_ROUNDS}.
  --size COUNT   how many tasks, or failures, a round has. Default: 100000. Below ${TINY} a single round will do.
  --json FILE    writes the rows to a file, too.
  --help         says this.`;
}

/** Reads the command line; throws an Error that says what may be said. */
export function readOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [...names] },
      rounds: { type: "string", default: String(FEWEST_ROUNDS) },
      size: { type: "string", default: "100000" },
      json: { type: "string" },
    },
  });
  const unknown = values.only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is no such question; there are ${names.join(", ")}.`);
  const size = wholeNumber("--size", values.size, 1);
  const rounds = wholeNumber("--rounds", values.rounds, size < TINY ? 1 : FEWEST_ROUNDS);
  return { only: values.only, rounds, size, json: values.json };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} ${text}: expected a whole number, at least ${least}.`);
}
