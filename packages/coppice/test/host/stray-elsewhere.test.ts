import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../fault/run-program.ts";

const PROGRAM = new URL("stray-elsewhere.ts", import.meta.url);

for (const mode of ["throw", "strict", "warn", "none"]) {
  test(
    `a rejection that nobody awaits is charged wherever its child lives, whatever Node does of rejections: ${mode}`,
    { timeout: 60_000 },
    async () => {
      const { out, err } = await runProgram(PROGRAM, [], [`--unhandled-rejections=${mode}`]);
      const charged = ["astray", true];
      assert.notEqual(out, "", err);
      assert.deepEqual(JSON.parse(out), {
        "root/loop": charged,
        "root/thread": charged,
        "root/thread-listens": charged,
        "root/process": charged,
        "root/process-listens": charged,
      });
    },
  );
}

test("what a tree within a child leaves behind is that tree's own, wherever the child lives", { timeout: 60_000 }, async () => {
  const { out, err } = await runProgram(new URL("tree-within.ts", import.meta.url));
  assert.notEqual(out, "", err);
  assert.deepEqual(JSON.parse(out), { "root/loop": 2, "root/thread": 2, "root/process": 2 });
});

test(
  "what the top of a module leaves behind is told as failed late once its first life is over",
  { timeout: 60_000 },
  async () => {
    const { out, err } = await runProgram(new URL("late-in-loop.ts", import.meta.url));
    assert.notEqual(out, "", err);
    assert.deepEqual(JSON.parse(out), ["child.failed-late", "root/child", ["of the top", 1]]);
  },
);
