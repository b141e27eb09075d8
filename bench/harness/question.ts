import type { Row } from "./row.ts";

/** How a question is to be measured. */
export interface Settings {
  /** How many rounds count. */
  readonly rounds: number;
  /** How many tasks, or failures, a round has. */
  readonly size: number;
  /** Whether each task runs in an async context of its own, in the tree and in what it is compared with. */
  readonly contexts: boolean;
}

/** A question that the bench answers. */
export interface Question {
  /** As `--only` says it. */
  readonly name: string;
  /** The values of `contexts` that it is asked with. */
  readonly variants: readonly boolean[];
  /** It is asked of the built package, where that is there: unbuilt, each thread strips the types of all that it loads. */
  readonly isBuilt?: boolean;
  measure(settings: Settings): Promise<readonly Row[]>;
}

/** A question in words, with the number of tasks and whether they have contexts. */
export function inWords(question: string, { contexts }: Pick<Settings, "contexts">): string {
  return contexts ? `${question}, with async contexts` : question;
}

/** A number as it is read: 100,000. */
export function count(size: number): string {
  return size.toLocaleString("en");
}
