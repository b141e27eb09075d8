import { runTests } from "./run-tests.ts";

/** What a run of tests came to. */
export interface TestRun {
  readonly passed: number;
  readonly failed: number;
  /** All that it printed. */
  readonly output: string;
}

/** Runs tests as `runTests` does, and counts. */
export async function countTests(node: string, args: readonly string[], onOutput?: (text: string) => void): Promise<TestRun> {
  let output = "";
  const code = await runTests(node, args, (text) => {
    output += text;
    onOutput?.(text);
  });
  const sum = (word: string): number => Number(output.match(new RegExp(`^ℹ ${word} (\\d+)$`, "m"))?.[1] ?? 0);
  const failed = sum("fail") + sum("cancelled");
  // A run that dies before it sums up has failed, whatever it counted.
  return { passed: sum("pass"), failed: code !== 0 && failed === 0 ? 1 : failed, output };
}
