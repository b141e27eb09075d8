import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname, join } from "node:path";
import { root } from "./root.ts";

/** Where tests live; every other file in these folders is a fixture. */
const TEST_GLOBS = [
  "packages/*/test/**/*.test.ts",
  "examples/test/**/*.test.ts",
  "bench/test/**/*.test.ts",
  "scripts/test/**/*.test.ts",
];

/** The flags every run has. The concurrency is bounded, as tests that measure order in real time share the machine. */
const TEST_FLAGS = [
  "--conditions=source",
  "--disable-warning=ExperimentalWarning",
  "--test",
  "--test-reporter=spec",
  "--test-concurrency=2",
  `--import=${new URL("open-handles.ts", import.meta.url).href}`,
];

/** What the many processes of a run share: the source without its types, compiled. It cuts the start of each to a third. */
const COMPILED = join(root, ".cache", "compiled");

/**
 * Runs tests with one Node binary and answers its exit code. `args` are node:test flags, files and globs; without a file or
 * glob all tests run. That Node is also the first on the path of what the tests start. What it prints goes to `onOutput` when
 * given, else to this process's output.
 */
export async function runTests(node: string, args: readonly string[], onOutput?: (text: string) => void): Promise<number> {
  const flags = args.filter((arg) => arg.startsWith("-"));
  const files = args.filter((arg) => !arg.startsWith("-"));
  const timeout = flags.some((flag) => flag.startsWith("--test-timeout=")) ? [] : ["--test-timeout=120000"];
  const child = spawn(node, [...TEST_FLAGS, ...timeout, ...flags, ...(files.length > 0 ? files : TEST_GLOBS)], {
    stdio: ["inherit", onOutput ? "pipe" : "inherit", "inherit"],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH: `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}` },
  });
  child.stdout?.setEncoding("utf8").on("data", (text: string) => onOutput?.(text));
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? 1;
}
