import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { watchFor } from "../../../src/kind/program/readiness.ts";
import { virtualRuntime } from "../../../src/testing/virtual-runtime.ts";
import { folder } from "./grown.ts";

test("a file counts that the program has made before anybody could look, and one does not that was there before", async (t) => {
  const cwd = folder(t);
  const runtime = virtualRuntime();
  writeFileSync(join(cwd, "old"), "");
  const done: string[] = [];
  const beginNew = watchFor({ file: "new" }, cwd, runtime);
  const beginOld = watchFor({ file: "old" }, cwd, runtime);
  writeFileSync(join(cwd, "new"), "");
  const watches = [beginNew(() => done.push("new")), beginOld(() => done.push("old"))];
  assert.deepEqual(done, []);
  await runtime.advance("1s");
  for (const watch of watches) watch.close();
  assert.deepEqual(done, ["new"]);
});
