import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

const PROGRAM = `import { inlineModule, start, supervisor, thread } from "coppice";
const lives = inlineModule(async ({ sleep }) => await sleep("1h"));
const app = await start(supervisor("root", [thread("one", lives)]));
console.log(app.whichChildren().map(({ state }) => state).join());
await app.stop();`;

for (const [how, args] of [
  ["with -e", ["--input-type=module", "-e", PROGRAM]],
  ["as its input", ["--input-type", "module", "-"]],
] as const) {
  test(`a program that is given as text, ${how}, has threads too`, { timeout: 60_000 }, async () => {
    const program = spawn(process.execPath, ["--conditions=source", ...args], {
      cwd: import.meta.dirname,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    program.stdin.end(args.at(-1) === "-" ? PROGRAM : "");
    let out = "";
    program.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    await once(program, "close");
    assert.equal(out, "running\n");
  });
}
