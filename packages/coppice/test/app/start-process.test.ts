import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

const PACKAGE = new URL("../..", import.meta.url);

/** Runs a program in a process of its own; answers what it printed. Rejects when it ends with another code than 0. */
async function printed(program: string): Promise<string> {
  const code = `import { start, supervisor, task } from "coppice";\n${program}`;
  const args = ["--conditions=source", "--input-type=module", "--eval", code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE, timeout: 60_000 });
  return stdout.trim();
}

test("a child that waits for its restart holds the process open, though nothing else does", async () => {
  const program = `
    const flaky = task("flaky", async (ctx) => {
      if (ctx.incarnation === 1) throw new Error("broken");
      console.log("again");
      ctx.shutdownTree();
    }, { backoff: { first: "50ms" } });
    const app = await start(supervisor("root", {}, [flaky]));
    app.exit.then(({ type }) => console.log(type));
  `;
  assert.equal(await printed(program), "again\nshutdown");
});

test("a child that has its time to stop holds the process open until it is down or killed", async () => {
  const program = `
    const deaf = task("deaf", () => new Promise(() => {}), { shutdown: "50ms" });
    const app = await start(supervisor("root", {}, [deaf]));
    const { children } = await app.stop();
    console.log(children[0].exit.by);
  `;
  assert.equal(await printed(program), "shutdown-timeout");
});

test("a tree that only idles does not hold the process open: that is for runMain", async () => {
  const program = `
    await start(supervisor("root", {}, [task("idle", () => new Promise(() => {}))]));
    console.log("started");
  `;
  assert.equal(await printed(program), "started");
});
