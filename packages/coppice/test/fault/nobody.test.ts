import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Ended, runProgram } from "./run-program.ts";

/** The same program without a tree, and with one: how each ended. Process ids are left out. */
async function bothWays(kind: string, flags: readonly string[] = []): Promise<readonly [Ended, Ended]> {
  const [bare, tree] = await Promise.all([
    runProgram(new URL("fixtures/nobody.ts", import.meta.url), ["bare", kind], flags),
    runProgram(new URL("fixtures/nobody.ts", import.meta.url), ["tree", kind], flags),
  ]);
  return [withoutPid(bare), withoutPid(tree)];
}

function withoutPid({ err, ...ended }: Ended): Ended {
  return { ...ended, err: err.replaceAll(/\(node:\d+\)/g, "(node)") };
}

suite("an error of no child ends the process as it does without a tree: same text, same code", () => {
  for (const kind of ["throw", "rejection", "thrown text", "rejected text", "child without fault domains"]) {
    test(kind, async () => {
      const [bare, tree] = await bothWays(kind);
      assert.equal(bare.code, 1);
      assert.deepEqual(tree, bare);
    });
  }
});

suite("a rejection of no child does what --unhandled-rejections says, as without a tree", () => {
  const CODES = { strict: 1, warn: 0, "warn-with-error-code": 1, none: 0 };
  for (const [mode, code] of Object.entries(CODES)) {
    test(mode, async () => {
      const [bare, tree] = await bothWays("rejection", [`--unhandled-rejections=${mode}`]);
      assert.equal(bare.code, code);
      assert.deepEqual(tree, bare);
    });
  }
});
