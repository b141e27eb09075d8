import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";

/** A program of ours in a process of its own. */
interface Running {
  readonly process: ChildProcess;
  /** Resolves when the program has printed this line. */
  printed(line: string): Promise<void>;
  /** How the process ended, and what it wrote to stderr. */
  ended(): Promise<{ readonly code: number | null; readonly signal: string | null; readonly lines: readonly string[] }>;
}

function run(t: TestContext, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, ["--conditions=source", new URL("program.ts", import.meta.url).pathname, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => void child.kill("SIGKILL"));
  const closed = once(child, "close") as Promise<[number | null, string | null]>;
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  const seen = new Set<string>();
  const printed = createInterface({ input: child.stdout });
  printed.on("line", (line) => seen.add(line));
  return {
    process: child,
    async printed(line) {
      while (!seen.has(line)) {
        await Promise.race([
          once(printed, "line"),
          closed.then(() => assert.ok(seen.has(line), `ended without saying "${line}": ${lines.join("\n")}`)),
        ]);
      }
    },
    async ended() {
      const [code, signal] = await closed;
      return { code, signal, lines };
    },
  };
}

/** A test that hangs is killed, and says so. */
const options = { timeout: 60_000 };

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`a process that gets ${signal} stops its tree and ends with 0`, options, async (t) => {
    const program = run(t, "polite");
    await program.printed("ready");
    program.process.kill(signal);
    await program.printed("polite stopped");
    const { code, lines } = await program.ended();
    assert.equal(code, 0);
    assert.match(lines.join("\n"), new RegExp(`^coppice: shop was shut down after ${signal} in .* \\(exit code 0\\)$`));
  });
}

test("a process lives as long as its root, though nothing else holds the loop open", options, async (t) => {
  const program = run(t, "polite");
  await program.printed("ready");
  assert.deepEqual([program.process.exitCode, program.process.signalCode], [null, null]);
  program.process.kill("SIGTERM");
  assert.equal((await program.ended()).code, 0);
});

test("a process that gets SIGINT twice ends with 130, and names who was still alive", options, async (t) => {
  const program = run(t, "deaf");
  await program.printed("ready");
  program.process.kill("SIGINT");
  await program.printed("deaf was asked");
  program.process.kill("SIGINT");
  const { code, signal, lines } = await program.ended();
  assert.deepEqual([code, signal], [130, null]);
  assert.deepEqual(lines, ["coppice: shop was ended by a second signal, SIGINT, with shop/deaf still alive (exit code 130)"]);
});

test("a process whose child does not heed its signal ends with 75 at the deadline", options, async (t) => {
  const program = run(t, "deaf", "200ms");
  await program.printed("ready");
  program.process.kill("SIGTERM");
  const { code, lines } = await program.ended();
  assert.equal(code, 75);
  assert.deepEqual(lines, [
    "coppice: shop was not down by its deadline after SIGTERM, with shop/deaf still alive (exit code 75)",
  ]);
});

test("a process whose tree ends by itself, well, ends with 0", options, async (t) => {
  const { code, lines } = await run(t, "ends").ended();
  assert.equal(code, 0);
  assert.match(lines.join("\n"), /^coppice: shop was shut down in .* \(exit code 0\)$/);
});

test("a process whose root gives up ends with 1, and says why in the last line", options, async (t) => {
  const { code, lines } = await run(t, "gives-up").ended();
  assert.equal(code, 1);
  assert.equal(lines[0], "Error: boom");
  assert.equal(lines.at(-1), "coppice: shop gave up (intensity): shop/broken failed: Error: boom (exit code 1)");
});

test("a process whose tree does not start ends with 1, and names the chain of paths", options, async (t) => {
  const { code, lines } = await run(t, "does-not-start").ended();
  assert.equal(code, 1);
  assert.equal(lines.at(-1), "coppice: shop did not start: shop/broken failed: Error: boom (exit code 1)");
});

test("a process ends with its root, though a child left a handle open", options, async (t) => {
  const program = run(t, "leaves-a-handle");
  await program.printed("ready");
  program.process.kill("SIGTERM");
  assert.equal((await program.ended()).code, 0);
});
