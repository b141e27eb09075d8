import { HERE, type Told } from "./scene.ts";

/** What became of it, as it was seen from outside. */
export type Outcome = keyof typeof MEANINGS;

/** The outcomes, best first, and what was seen for each. */
export const MEANINGS = {
  unharmed: "the job answers, or goes on, as if nothing had happened; the others answer",
  restarted: "the job runs again; the others answer",
  rejected: "whoever asked for the job is told that it failed; the others answer",
  unnoticed: "the job is neither answered nor run again, and nobody is told; the others answer",
  spread: "jobs of others are rejected too",
  hung: "the process lives, and the others do not answer any more, or not all of them",
  lost: "the process ends, with all that is in it",
  "—": "cannot be asked",
} as const satisfies Readonly<Record<string, string>>;

/** All that is known of a cell once it is played. */
export interface Sight {
  /** How the process ended, when it did: "code 1", "SIGABRT". */
  readonly end: string | undefined;
  /** What came of the questions that the witness was asked afterwards: its answers, errors; undefined where nothing came. */
  readonly answers: readonly (string | undefined)[];
  /** What was told, in order. */
  readonly told: readonly Told[];
}

/** What a sight means, and the detail that it is told by. */
export function judge({ end, answers, told }: Sight): { readonly outcome: Outcome; readonly saw: string } {
  if (end !== undefined) return { outcome: "lost", saw: `the process ended: ${end}` };
  const silent = answers.filter((answer) => answer === undefined).length;
  if (silent > 0) return { outcome: "hung", saw: `${silent} of ${answers.length} questions to the witness were not answered` };
  const refused = answers.find((answer) => answer !== HERE);
  if (refused !== undefined) return { outcome: "spread", saw: `the witness was asked, and there came: ${firstLine(refused)}` };
  const lives = told.filter(({ type }) => type === "began").length;
  if (lives > 1) return { outcome: "restarted", saw: `the job ran ${lives} times` };
  const rejected = told.find((one) => one.type === "rejected");
  if (rejected !== undefined) return { outcome: "rejected", saw: firstLine(rejected.message) };
  const isAnswered = told.some(({ type }) => type === "answered");
  return isAnswered ? { outcome: "unharmed", saw: "the job answered" } : { outcome: "unnoticed", saw: "nobody was told" };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
