// Tries the packed package as a user would, in an empty folder: install it, import its entries, run the README's first
// example. `npm run try`, or on some Nodes only: `npm run try -- 22`.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { NODE_LINES, nodeBinary, versionOf } from "./node-versions.ts";
import { root } from "./root.ts";

/** An example that serves until Ctrl-C gets one after this time, and has as long again to stop. */
const EXAMPLE_MS = 5_000;

const SMOKE = `import assert from "node:assert/strict";
for (const entry of ["coppice", "coppice/testing"]) {
  assert.match(import.meta.resolve(entry), /\\/dist\\/.*\\.js$/, entry + " resolves to what was built");
  assert.notEqual(Object.keys(await import(entry)).length, 0, entry + " exports nothing");
}
const { program, start, supervisor, thread } = await import("coppice");
const idle = "data:text/javascript,export default ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve))";
const app = await start(supervisor("root", [thread("one", idle), program("two", new URL(idle))]));
const { children } = await app.stop();
assert.deepEqual(children.map(({ exit }) => exit.type), ["shutdown", "shutdown"], "a thread and a module program run and stop");
`;

/** The README's first TypeScript or JavaScript block, and the name of a file that Node runs it from. */
function readmeExample(): { readonly file: string; readonly source: string } {
  const block = /^```(ts|js)\n(.*?)^```/ms.exec(readFileSync(join(root, "README.md"), "utf8"));
  const [, language, source] = block ?? [];
  if (source === undefined) throw new Error("README.md has no ts or js block: its first one is the example tried here.");
  return { file: `example.m${language}`, source };
}

/** Runs a file to its end, with a Ctrl-C when it serves on; throws with all it printed unless it ends with 0. */
async function runFile(node: string, folder: string, file: string): Promise<void> {
  const child: ChildProcess = spawn(node, [file], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const interrupt = setTimeout(() => child.kill("SIGINT"), EXAMPLE_MS);
  const kill = setTimeout(() => child.kill("SIGKILL"), 2 * EXAMPLE_MS);
  const [code, signal] = await once(child, "close");
  clearTimeout(interrupt);
  clearTimeout(kill);
  if (code !== 0) throw new Error(`${file} ended with ${code ?? signal}, not 0. It printed:\n${output}`);
}

async function tryOn(node: string, tarball: string): Promise<{ passed: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), "coppice-try-"));
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}` };
  const steps: readonly (readonly [string, () => void | Promise<void>])[] = [
    [
      "installs in an empty folder",
      () => {
        writeFileSync(join(folder, "package.json"), "{}\n");
        execFileSync("npm", ["install", "--silent", tarball], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
      },
    ],
    [
      "its entries import",
      () => {
        writeFileSync(join(folder, "smoke.mjs"), SMOKE);
        return runFile(node, folder, "smoke.mjs");
      },
    ],
    [
      "the README's first example runs",
      () => {
        const { file, source } = readmeExample();
        writeFileSync(join(folder, file), source);
        return runFile(node, folder, file);
      },
    ],
  ];
  let failed = 0;
  for (const [name, step] of steps) {
    try {
      await step();
      console.log(`✔ ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`✖ ${name}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  rmSync(folder, { recursive: true });
  return { passed: steps.length - failed, failed };
}

const packed = mkdtempSync(join(tmpdir(), "coppice-packed-"));
const sums: string[] = [];
try {
  execFileSync("npm", ["pack", "--workspace=coppice", `--pack-destination=${packed}`, "--silent"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [tarball = ""] = readdirSync(packed);
  const named = process.argv.slice(2);
  for (const name of named.length > 0 ? named : NODE_LINES) {
    const node = nodeBinary(name);
    const version = versionOf(node);
    console.log(`Node ${version}`);
    const { passed, failed } = await tryOn(node, join(packed, tarball));
    sums.push(`Node ${version}: ${passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  }
} finally {
  rmSync(packed, { recursive: true });
}
console.log(`\n${sums.join("\n")}`);
