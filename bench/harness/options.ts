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
