// Runs the tests on several Nodes in turn: `npm run test:node -- 22 24 26` (these three when none is named). A file or glob
// among the arguments narrows the run, as with `npm test`.
import { NODE_LINES, nodeBinary, versionOf } from "./node-versions.ts";
import { countTests } from "./test-run.ts";

const args = process.argv.slice(2);
const named = args.filter((arg) => /^\d+(\.\d+)*$/.test(arg));
const rest = args.filter((arg) => !named.includes(arg));
const sums: string[] = [];

for (const name of named.length > 0 ? named : NODE_LINES) {
  const binary = nodeBinary(name);
  const version = versionOf(binary);
  process.stdout.write(`\nNode ${version}\n`);
  const { passed, failed } = await countTests(binary, rest, (text) => process.stdout.write(text));
  sums.push(`Node ${version}: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

process.stdout.write(`\n${sums.join("\n")}\n`);
