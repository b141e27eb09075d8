// Runs the tests on several Nodes in turn: `npm run test:node -- 22 24 26` (these three when none is named). A file or glob
// among the arguments narrows the run, as with `npm test`.
import { NODE_LINES, nodeBinary, versionOf } from "./node-versions.ts";
import { runTests } from "./run-tests.ts";

const args = process.argv.slice(2);
const named = args.filter((arg) => /^\d+(\.\d+)*$/.test(arg));
const rest = args.filter((arg) => !named.includes(arg));
const sums: string[] = [];

for (const name of named.length > 0 ? named : NODE_LINES) {
  const binary = nodeBinary(name);
  const version = versionOf(binary);
  process.stdout.write(`\nNode ${version}\n`);
  let output = "";
  const code = await runTests(binary, rest, (text) => (output += text));
  const sum = (word: string): number => Number(output.match(new RegExp(`^ℹ ${word} (\\d+)$`, "m"))?.[1] ?? 0);
  const failed = sum("fail") + sum("cancelled");
  // A run that dies before it sums up has failed, whatever it counted.
  sums.push(`Node ${version}: ${sum("pass")} passed, ${code !== 0 && failed === 0 ? 1 : failed} failed`);
  if (code !== 0) process.exitCode = 1;
}

process.stdout.write(`\n${sums.join("\n")}\n`);
