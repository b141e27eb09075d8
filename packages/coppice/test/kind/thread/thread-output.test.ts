import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { fromModule, start, supervisor, thread, type ThreadOptions, type ThreadSpec, type TreeEvent } from "coppice";
import { HeardTree } from "../../support/heard-tree.ts";
import { refusalOf } from "../../support/refusal.ts";
import { folder } from "../program/grown.ts";
import { inline } from "./lone-thread.ts";

const LIMIT = { timeout: 120_000 };

after(() => HeardTree.clear());

/** A thread that runs the body of a function of its context once. */
function once(body: string, options: ThreadOptions = {}): ThreadSpec<"press"> {
  const source = `export default async (ctx) => { ${body} }`;
  return thread("press", inline(source), {
    restart: "temporary",
    onStartFailure: "policy",
    heartbeat: false,
    startTimeout: Infinity,
    ...options,
  });
}

/** What was heard of a thread until its end, where it prints into events. */
async function heardOf(spec: ThreadSpec): Promise<readonly TreeEvent[]> {
  const heard: TreeEvent[] = [];
  const ended = Promise.withResolvers<void>();
  const app = await start(supervisor("root", [spec]), {
    listen: (events) =>
      events.subscribe((event) => {
        heard.push(event);
        if (event.type === "child.exited") ended.resolve();
      }),
  });
  await ended.promise;
  await app.stop();
  return heard;
}

function linesOf(events: readonly TreeEvent[], type: TreeEvent["type"]): readonly string[] {
  return events.flatMap((event) => (event.type === type && "line" in event ? [event.line] : []));
}

suite("what a thread prints", { ...LIMIT, concurrency: 2 }, () => {
  test("is events, by line and output, with its path, all of them before its exit", async () => {
    const print = `console.log("one"); console.error("two"); process.stdout.write("three\\nfo"); process.stdout.write("ur");`;
    const heard = await heardOf(once(print, { stdout: "events", stderr: "events" }));
    assert.deepEqual(linesOf(heard, "thread.stdout"), ["one", "three", "four"]);
    assert.deepEqual(linesOf(heard, "thread.stderr"), ["two"]);
    const printed = heard.find(({ type }) => type === "thread.stdout");
    assert.deepEqual([printed?.path, printed?.incarnation, printed?.severity], ["root/press", 1, "info"]);
  });

  test("of its end is events as well: what it prints as it fails, or leaves", async () => {
    for (const end of ["throw new Error('over');", "process.exit(3);"]) {
      const heard = await heardOf(once(`console.log("last words"); ${end}`, { stdout: "events" }));
      assert.deepEqual(linesOf(heard, "thread.stdout"), ["last words"]);
    }
  });

  test("of a line that is too long the beginning is told", async () => {
    const heard = await heardOf(once(`process.stdout.write("x".repeat(100_000) + "\\nend\\n");`, { stdout: "events" }));
    const said = heard.flatMap((event) => (event.type === "thread.stdout" ? [[event.line.length, event.cut]] : []));
    assert.deepEqual(said, [
      [2_048, true],
      [3, undefined],
    ]);
  });

  test("more than is read makes it wait, and nothing is lost", async () => {
    const count = 20_000;
    const print = `const { once } = await import("node:events");
      for (let line = 1; line <= ${count}; line += 1) if (!process.stdout.write(line + "\\n")) await once(process.stdout, "drain");`;
    const lines = linesOf(await heardOf(once(print, { stdout: "events" })), "thread.stdout");
    assert.equal(lines.length, count);
    assert.equal(lines.at(-1), String(count));
  });

  test("may go nowhere, without holding it up", async () => {
    const print = `for (let line = 0; line < 1_000; line += 1) await new Promise((done) => process.stdout.write("x".repeat(1_000), done));`;
    const heard = await heardOf(once(print, { stdout: "ignore", stderr: "ignore" }));
    assert.deepEqual(linesOf(heard, "thread.stdout"), []);
    assert.ok(heard.some((event) => event.type === "child.exited" && event.exit.type === "normal"));
  });

  test("may go to a file, for its owner alone, at its end, and both into one", async (t) => {
    const file = join(folder(t), "out.log");
    const spec = once(`console.log("out"); await ctx.sleep(1); console.error("err")`, { stdout: { file }, stderr: { file } });
    for (const time of [1, 2]) {
      await heardOf(spec);
      const written = readFileSync(file, "utf8").trim().split("\n").toSorted();
      assert.deepEqual(written, [...Array<string>(time).fill("err"), ...Array<string>(time).fill("out")]);
    }
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test("may go to files that rotate, with no line cut or lost", async (t) => {
    const cwd = folder(t);
    const file = join(cwd, "out.log");
    const print = `for (let line = 0; line < 3_000; line += 1) console.log("line " + line);`;
    await heardOf(once(print, { stdout: { file, rotate: { maxSizeMb: 0.01, keep: 100 } } }));
    const files = readdirSync(cwd);
    assert.ok(files.length > 2);
    const lines = files.flatMap((name) => readFileSync(join(cwd, name), "utf8").trim().split("\n"));
    assert.deepEqual(new Set(lines), new Set(Array.from({ length: 3_000 }, (_, line) => `line ${line}`)));
    assert.equal(lines.length, 3_000);
  });

  test("to a file that cannot be opened is a failed start with BAD_PROGRAM", async () => {
    const spec = once("", { onStartFailure: "fail", stdout: { file: "/no/such/folder/out.log" } });
    const error = await refusalOf(() => start(supervisor("root", [spec])));
    assert.equal((error.cause as { readonly code?: string }).code, "BAD_PROGRAM");
    assert.match(
      error.message,
      /root\/press.*the file of its stdout, '\/no\/such\/folder\/out\.log', cannot be opened \(ENOENT\)/,
    );
  });

  test("to a named pipe is a failed start with BAD_PROGRAM, and nothing waits", async (t) => {
    const file = join(folder(t), "pipe");
    execFileSync("mkfifo", [file]);
    const error = await refusalOf(() => start(supervisor("root", [once("", { onStartFailure: "fail", stdout: { file } })])));
    assert.equal((error.cause as { readonly code?: string }).code, "BAD_PROGRAM");
    assert.match(error.message, /root\/press.*the file of its stdout, '.*\/pipe', is a named pipe: opening it waits/);
  });

  test(
    "and the disk does not take is told, and costs it nothing",
    { skip: process.platform === "linux" ? false : "only Linux has a disk that is always full" },
    async () => {
      const heard = await heardOf(once(`console.log("much")`, { stdout: { file: "/dev/full" } }));
      const failed = heard.find((event) => event.type === "thread.file-failed");
      assert.deepEqual(
        [failed?.severity, failed?.path, failed?.file, failed?.doing, failed?.reason, failed?.lost],
        ["error", "root/press", "/dev/full", "write", "ENOSPC", 5],
      );
      assert.ok(heard.some((event) => event.type === "child.exited" && event.exit.type === "normal"));
    },
  );

  test("before it is killed in an endless loop does not hold up its end", async () => {
    const spec = once(
      `ctx.signal.addEventListener("abort", () => { for (;;); }); console.log("before"); await ctx.sleep("1h");`,
      {
        stdout: "events",
        shutdown: "100ms",
      },
    );
    const grown = await HeardTree.of(spec);
    await grown.next("thread.stdout", "root/press");
    const { children: [report] = [] } = await grown.app.stop();
    assert.deepEqual(report?.exit, { type: "killed", by: "shutdown-timeout" });
  });
});

test("where a thread prints can be said of a child from a module in a thread, and is refused in the loop", () => {
  const url = inline("export default async () => {};");
  fromModule("a", url, { isolation: "thread", stdout: "events" });
  assert.throws(() => fromModule("a", url, { stdout: "events" } as never), {
    code: "BAD_COMBINATION",
    message: /it is an option of "thread" or "process" only/,
  });
  assert.throws(() => thread("a", url, { stdout: "pipe" as never }), { code: "BAD_OPTION" });
});
