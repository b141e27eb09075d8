import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { TreeEvent } from "coppice";
import { folder, LIMIT } from "./grown.ts";

const fixture = fileURLToPath(new URL("slow-disk.ts", import.meta.url));

/** What is told of a program that prints the numbers up to `count` into a file, on such a disk. */
async function told(file: string, delay: string, count: number): Promise<readonly TreeEvent[]> {
  const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...flags, fixture, file, delay, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  await once(child, "close");
  return printed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as TreeEvent);
}

for (const [what, delay, count] of [
  ["slow", "60", 60_000],
  // One write takes longer than nothing may come.
  ["very slow", "600", 30_000],
] as const) {
  test(
    `on a ${what} disk no line is lost or cut: a program that prints faster has to wait, also with its last words`,
    LIMIT,
    async (t) => {
      const file = join(folder(t), "out");
      const events = await told(file, delay, count);
      const expected = Array.from({ length: count }, (_, index) => `${index + 1}\n`).join("");
      assert.ok(readFileSync(file, "utf8") === expected, "every line is there");
      assert.deepEqual(
        events.map(({ type }) => type),
        ["child.exited"],
      );
    },
  );
}

test("a disk that takes no more does not hold up the exit for ever, and what is lost is told before it", LIMIT, async (t) => {
  const file = join(folder(t), "out");
  const [failed, exited] = await told(file, "never", 20_000);
  assert.ok(failed?.type === "program.file-failed");
  assert.deepEqual([failed.path, failed.doing, failed.reason], ["root/tool", "write", "ETIMEDOUT"]);
  assert.ok(failed.lost > 0);
  assert.equal(exited?.type, "child.exited");
});
