// Runs tests again and again, to find those that fail now and then: `npm run repeat -- --times 50 --node 22 FILES…`. Of a round that
// fails it shows what failed. Times: 50; Node: the one that runs this script; files: all tests, and any flag of node:test goes through.
import { nodeBinary, versionOf } from "./node-versions.ts";
import { countTests } from "./test-run.ts";

const { times, node, rest } = read(process.argv.slice(2));
const binary = nodeBinary(node);
let passed = 0;
let failed = 0;

for (let round = 1; round <= times; round += 1) {
  const begun = performance.now();
  const run = await countTests(binary, rest);
  const took = ((performance.now() - begun) / 1_000).toFixed(1);
  passed += run.passed;
  failed += run.failed;
  process.stdout.write(
    `Node ${versionOf(binary)}, round ${round} of ${times}: ${run.passed} passed, ${run.failed} failed (${took} s)\n`,
  );
  if (run.failed > 0) process.stdout.write(`${run.output.replaceAll(/^ *[✔▶ℹ].*\n/gm, "")}\n`);
}
process.stdout.write(`${times} rounds: ${passed} passed, ${failed} failed\n`);
if (failed > 0) process.exitCode = 1;

function read(args: readonly string[]): { readonly times: number; readonly node: string; readonly rest: readonly string[] } {
  let times = "50";
  let node = process.versions.node.split(".")[0] as string;
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === "--times") times = args[++at] ?? "";
    else if (arg === "--node") node = args[++at] ?? "";
    else rest.push(arg);
  }
  if (!/^[1-9]\d*$/.test(times)) throw new Error(`--times ${times}: expected a whole number, at least 1.`);
  if (!/^\d+(\.\d+)*$/.test(node)) throw new Error(`--node ${node}: expected a line of Node, such as 22, or a version.`);
  return { times: Number(times), node, rest };
}
