import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { type Block, pages, ROOT } from "./page.ts";

/** Inside the repository, so that `coppice` is found. */
const folder = ((): string => {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  return mkdtempSync(join(ROOT, ".cache", "docs-"));
})();

after(() => rmSync(folder, { recursive: true }));

/** A block of code in a page. */
interface Example extends Block {
  /** Page and line. */
  readonly at: string;
  readonly file: string;
  /** What the page says that it prints: the `text` block that comes next. */
  readonly prints: string | undefined;
}

/** Blocks marked `check` are programs that do not end by themselves: the compiler alone looks at them. */
const examples: readonly Example[] = pages().flatMap(({ path, blocks }) =>
  blocks.flatMap((block, index) => {
    if (block.language !== "js" && block.language !== "ts") return [];
    const next = blocks[index + 1];
    const name = `${path.replaceAll(/[/.]/g, "-")}-${block.line}.m${block.language}`;
    return {
      ...block,
      at: `${path}:${block.line}`,
      file: join(folder, name),
      prints: next?.language === "text" ? next.source : undefined,
    };
  }),
);

for (const { file, source } of examples) writeFileSync(file, source);

/** Runs a command to its end; answers what it printed, and how it ended. */
async function run(command: string, args: readonly string[]): Promise<{ stdout: string; stderr: string; code: unknown }> {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = await once(child, "close");
  return { stdout, stderr, code };
}

suite("the code in the pages", { concurrency: 2 }, () => {
  for (const { at, source, mark } of examples) {
    test(`${at} is a whole program that imports coppice`, () => {
      assert.match(source, /^import .* from "coppice(\/testing)?";$/m);
      assert.ok(["", "check"].includes(mark), `"${mark}" is no mark`);
    });
  }

  for (const { at, file, prints, mark } of examples) {
    if (mark === "check") continue;
    test(`${at} runs, and prints what the page says`, async () => {
      const { stdout, stderr, code } = await run(process.execPath, [
        "--conditions=source",
        "--disable-warning=ExperimentalWarning",
        file,
      ]);
      assert.equal(stderr, "");
      assert.equal(code, 0);
      if (prints !== undefined) assert.equal(stdout, prints);
    });
  }

  test("all of it is right for the compiler", async () => {
    const options = { extends: "../../tsconfig.base.json", compilerOptions: { allowJs: true, checkJs: false }, include: ["*"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const { stdout } = await run(join(ROOT, "node_modules/.bin/tsc"), ["--project", folder, "--pretty", "false"]);
    // What it finds in the package's own source is told by another check.
    const found = stdout.split("\n").filter((line) => /^[\w-]+\.m[jt]s/.test(line));
    assert.deepEqual(found, []);
  });
});
