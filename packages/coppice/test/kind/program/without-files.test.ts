import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LIMIT } from "./grown.ts";

const file = fileURLToPath(new URL("without-files.ts", import.meta.url));
const node = [process.execPath, "--conditions=source", "--disable-warning=ExperimentalWarning", file];

for (const [what, ...args] of [
  ["a program"],
  ["a program made from a module", "--module"],
  ["the guard, too", "--guard"],
] as const) {
  test(`no file is left to open for ${what}: the start fails and says so, and the process goes on`, LIMIT, async (t) => {
    const child = spawn("/bin/sh", ["-c", `ulimit -n 60 && exec "$@"`, "sh", ...node, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => void child.kill("SIGKILL"));
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 0);
    const outcomes = printed.trimEnd().split("\n");
    assert.equal(outcomes.length, 12);
    const failed = outcomes.filter((outcome) => outcome !== "started");
    assert.ok(failed.length >= 3 && failed.length < 12, printed);
    for (const outcome of failed)
      assert.match(outcome, /^BAD_PROGRAM root\/programs\/with-\d+: .*(?:EMFILE|could not be started)/);
  });
}
