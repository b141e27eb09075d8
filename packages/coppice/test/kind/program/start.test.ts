import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { suite, test } from "node:test";
import { type App, CoppiceError, type Exit, program, type ProgramOptions, start, supervisor } from "coppice";
import { folder, grow, LIMIT } from "./grown.ts";

const ONCE = { restart: "temporary" } as const;

/** What the start of a tree with this program rejects with, at its root. */
async function refusal(command: readonly [string, ...string[]], options: ProgramOptions = {}): Promise<CoppiceError> {
  const app = await start(supervisor("root", [program("tool", command, options)])).catch((error: unknown) => error);
  assert.ok(app instanceof CoppiceError, "it is refused");
  assert.equal(app.code, "START_FAILED");
  return app;
}

function stateOf(app: App): string | undefined {
  return app.whichChildren().find(({ id }) => id === "tool")?.state;
}

/** Code and message of the first cause. */
function causeOf(error: CoppiceError): { readonly code: unknown; readonly message: string } {
  let cause: { readonly code?: unknown; readonly message: string; readonly cause?: unknown } = error;
  while (cause.code === "START_FAILED") cause = cause.cause as typeof cause;
  return { code: cause.code, message: cause.message };
}

suite("what cannot be started is a failed start that says why", () => {
  test("a command that is in no folder of PATH", LIMIT, async () => {
    const { code, message } = causeOf(await refusal(["no-such-command", "x"], { env: { PATH: "/nowhere:/usr/bin" } }));
    assert.equal(code, "BAD_PROGRAM");
    assert.equal(
      message,
      "root/tool: the command 'no-such-command' was not found: none of the folders of PATH ('/nowhere:/usr/bin') has it. " +
        "Install it, or name it by its whole path.",
    );
  });

  test("a path where nothing is, seen from the working folder", LIMIT, async (t) => {
    const cwd = folder(t);
    const { code, message } = causeOf(await refusal(["./tool"], { cwd }));
    assert.equal(code, "BAD_PROGRAM");
    assert.ok(message.startsWith(`root/tool: the command './tool' was not found: there is no '${cwd}/tool'.`), message);
  });

  test("a file that is not executable, and a folder in its place", LIMIT, async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, "tool"), "#!/bin/sh\n");
    mkdirSync(join(cwd, "folder"));
    for (const file of ["./tool", "./folder", join(cwd, "tool")]) {
      const { code, message } = causeOf(await refusal([file], { cwd }));
      assert.equal(code, "BAD_PROGRAM");
      assert.match(message, /may not be executed \(EACCES\): expected an executable file\.$/);
    }
  });

  test("a script whose first line names what is not there, as it does with the line ends of Windows", LIMIT, async (t) => {
    const cwd = folder(t);
    for (const [line, named] of [
      ["#!/no/such/shell -e\n", "/no/such/shell"],
      ["#! /bin/sh\r\n", "/bin/sh\\r"],
    ] as const) {
      writeFileSync(join(cwd, "tool"), line);
      chmodSync(join(cwd, "tool"), 0o755);
      const { code, message } = causeOf(await refusal(["./tool"], { cwd }));
      assert.equal(code, "BAD_PROGRAM");
      assert.equal(message, `root/tool: '${cwd}/tool' is a script for '${named}', which does not exist. Mend its first line.`);
    }
  });

  const isRoot = process.getuid?.() === 0;
  const notRoot = isRoot ? false : "only root may change its user";

  test("a file that the user may not execute whom the program runs as", { ...LIMIT, skip: notRoot }, async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, "tool"), "#!/bin/sh\n");
    chmodSync(join(cwd, "tool"), 0o700);
    const { code, message } = causeOf(await refusal(["./tool"], { cwd, uid: 65_534, gid: 65_534 }));
    assert.equal(code, "BAD_PROGRAM");
    assert.match(message, /may not be executed \(EACCES\)/);
  });

  test("a working folder that does not exist, or is none", LIMIT, async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, "file"), "");
    const missing = causeOf(await refusal(["true"], { cwd: join(cwd, "missing") }));
    assert.equal(missing.code, "BAD_PROGRAM");
    assert.equal(
      missing.message,
      `root/tool: its working folder '${cwd}/missing' does not exist: expected a folder. Make it, or mend cwd.`,
    );
    assert.match(causeOf(await refusal(["true"], { cwd: join(cwd, "file") })).message, /is no folder: expected a folder/);
  });

  test("a file for its streams that cannot be opened", LIMIT, async (t) => {
    const cwd = folder(t);
    for (const option of ["stdin", "stdout", "stderr"] as const) {
      const { code, message } = causeOf(await refusal(["true"], { cwd, [option]: { file: "none/file" } }));
      assert.equal(code, "BAD_PROGRAM");
      assert.equal(message, `root/tool: the file of its ${option}, '${cwd}/none/file', cannot be opened (ENOENT).`);
    }
  });

  test("a named pipe for its streams, whose opening would wait for the other side", LIMIT, async (t) => {
    const cwd = folder(t);
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    for (const options of [
      { stdin: { file: "pipe" } },
      { stdout: { file: "pipe" } },
      { stderr: { file: "pipe", rotate: {} } },
    ] as const) {
      const { code, message } = causeOf(await refusal(["cat"], { cwd, ...options }));
      assert.equal(code, "BAD_PROGRAM");
      assert.match(
        message,
        /^root\/tool: the file of its std\w+, '.*\/pipe', is a named pipe: .* Let a shell open it: \["sh", "-c", /,
      );
    }
  });

  test("a file of its streams whose name leads nowhere", LIMIT, async (t) => {
    const cwd = folder(t);
    symlinkSync(join(cwd, "itself"), join(cwd, "itself"));
    for (const options of [{ stdin: { file: "itself" } }, { stdout: { file: "itself", rotate: {} } }] as const) {
      const { code, message } = causeOf(await refusal(["cat"], { cwd, ...options }));
      assert.equal(code, "BAD_PROGRAM");
      assert.match(message, /^root\/tool: the file of its std\w+, '.*\/itself', cannot be opened \(ELOOP\)\.$/);
    }
  });

  test("arguments that are longer than the system takes", LIMIT, async () => {
    const { code, message } = causeOf(await refusal(["true", "x".repeat(4_000_000)]));
    assert.equal(code, "BAD_PROGRAM");
    assert.equal(message, "root/tool: could not start the command 'true' (E2BIG).");
  });

  test("a user that this process may not become, and a priority that it may not give", { ...LIMIT, skip: isRoot }, async () => {
    assert.equal(causeOf(await refusal(["true"], { uid: 0 })).code, "BAD_PROGRAM");
    assert.equal(causeOf(await refusal(["true"], { nice: -20 })).code, "BAD_PROGRAM");
  });

  test("an end before it is ready: well, or with another code", LIMIT, async () => {
    const well = await refusal(["true"], { ready: { line: "listening" } });
    assert.deepEqual(causeOf(well), {
      code: "ENDED_BEFORE_READY",
      message: "root/tool ended with code 0 before it was ready: its spec says ready: { line: 'listening' }.",
    });
    assert.match((await refusal(["false"], { ready: { line: "listening" } })).message, /root\/tool exited with code 1/);
  });

  test("an end before it is ready that a function says is a good one, by code or signal", LIMIT, async () => {
    for (const [script, how, success] of [
      ["exit 5", "with code 5", (exit: Exit) => exit.type === "exited" && exit.code === 5],
      ["kill -KILL $$", "by SIGKILL", (exit: Exit) => exit.type === "exited" && exit.signal === "SIGKILL"],
      ["exit 6", "with code 6", () => true],
    ] as const) {
      const { code, message } = causeOf(await refusal(["sh", "-c", script], { success: [success], ready: { line: "up" } }));
      assert.equal(code, "ENDED_BEFORE_READY");
      assert.equal(message, `root/tool ended ${how} before it was ready: its spec says ready: { line: 'up' }.`);
    }
    const broken = (): boolean => {
      throw new Error("broken rule");
    };
    const { message } = await refusal(["sh", "-c", "exit 5"], { success: [broken], ready: { line: "up" } });
    assert.match(message, /root\/tool exited with code 5/);
  });

  test("a start that takes too long: it is asked to end", LIMIT, async () => {
    const error = await refusal(["sleep", "1000"], { ready: { line: "listening" }, startTimeout: "50ms" });
    assert.match(error.message, /root\/tool was not ready within 50 ms/);
  });
});

suite("a program is ready", () => {
  test("at once, unless its spec says more", LIMIT, async (t) => {
    const { app } = await grow(t, program("tool", ["sleep", "1000"]));
    assert.equal(stateOf(app), "running");
  });

  test("when it prints a line that holds a text, to either output", LIMIT, async (t) => {
    for (const script of ["echo no; echo it is listening now; sleep 1000", "echo it is listening now >&2; sleep 1000"]) {
      const { events } = await grow(t, program("tool", ["sh", "-c", script], { ready: { line: "listening" } }));
      const types = events.filter(({ path }) => path === "root/tool").map(({ type }) => type);
      assert.equal(types.at(-1), "child.started");
      assert.ok(types.some((type) => type.startsWith("program.")));
    }
  });

  test("when a line matches an expression, whatever state that is in", LIMIT, async (t) => {
    const expression = /^port (\d+)$/g;
    expression.lastIndex = 100;
    const { lines } = await grow(
      t,
      program("tool", ["sh", "-c", "echo a port; echo port 80; sleep 1000"], { ready: { line: expression } }),
    );
    assert.deepEqual(lines, ["a port", "port 80"]);
    assert.equal(expression.lastIndex, 100);
  });

  test("when it was ready, though it ends at once", LIMIT, async (t) => {
    const { exit } = await grow(t, program("tool", ["echo", "listening"], { ...ONCE, ready: { line: "listening" } }));
    assert.deepEqual(await exit, { type: "normal" });
  });

  test("when something accepts connections at its port", LIMIT, async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    server.close();
    await once(server, "close");
    const script = `setTimeout(() => require("node:net").createServer().listen(${port}, "127.0.0.1", () => console.log("listens")), 100)`;
    const grown = await grow(t, program("tool", [process.execPath, "-e", script], { ready: { port, host: "127.0.0.1" } }));
    assert.equal(stateOf(grown.app), "running");
    await grown.printed("listens");
  });

  test("when its file is there, relative to its folder; an old one does not count", LIMIT, async (t) => {
    const cwd = folder(t);
    writeFileSync(join(cwd, "app.pid"), "old");
    const script = "sleep 0.2; echo now; echo $$ > app.pid; sleep 1000";
    const { printed } = await grow(t, program("tool", ["sh", "-c", script], { cwd, ready: { file: "app.pid" } }));
    assert.notEqual(readFileSync(join(cwd, "app.pid"), "utf8"), "old");
    await printed("now");
  });
});

suite("a program says of itself, on the file whose number is in NOTIFY_FD,", () => {
  const NOTIFY = { ready: { notify: true } } as const;

  test("that it is ready, in one line of any shell", LIMIT, async (t) => {
    const script = `echo now; echo READY=1 >&$NOTIFY_FD; sleep 1000`;
    const { app, printed } = await grow(t, program("tool", ["sh", "-c", script], NOTIFY));
    assert.equal(stateOf(app), "running");
    await printed("now");
  });

  test("that it is ready, however often it says so, also right before its end", LIMIT, async (t) => {
    const script = `echo READY=1 >&$NOTIFY_FD; echo READY=1 >&$NOTIFY_FD`;
    const { exit, events } = await grow(t, program("tool", ["sh", "-c", script], { ...NOTIFY, ...ONCE }));
    assert.deepEqual(await exit, { type: "normal" });
    assert.equal(events.filter(({ type, path }) => type === "child.started" && path === "root/tool").length, 1);
  });

  test("what it does, as events", LIMIT, async (t) => {
    const script = `printf 'STATUS=loads 1 of 2\nOTHER=1\nREADY=1\nSTATUS=serves\n' >&$NOTIFY_FD`;
    const { exit, events } = await grow(t, program("tool", ["sh", "-c", script], { ...NOTIFY, ...ONCE, nice: 5 }));
    await exit;
    const said = events.flatMap((event) => (event.type === "program.status" ? [event.status] : []));
    assert.deepEqual(said, ["loads 1 of 2", "serves"]);
  });

  test("and has no such file otherwise", LIMIT, async (t) => {
    const script = `echo "[$NOTIFY_FD]"`;
    const { lines, exit } = await grow(t, program("tool", ["sh", "-c", script], { ...ONCE, env: { NOTIFY_FD: null } }));
    await exit;
    assert.equal(lines[0], "[]");
  });

  test("nothing: its end is no readiness", LIMIT, async () => {
    const error = await refusal(["sh", "-c", "echo READY=0 >&$NOTIFY_FD"], NOTIFY);
    assert.equal(causeOf(error).code, "ENDED_BEFORE_READY");
  });
});

suite("a program with a heartbeat", () => {
  test("that falls silent is unresponsive", LIMIT, async (t) => {
    const script = `echo $WATCHDOG_USEC; echo READY=1 >&$NOTIFY_FD; exec sleep 1000`;
    const { exit, lines } = await grow(
      t,
      program("tool", ["sh", "-c", script], { ...ONCE, ready: { notify: true }, heartbeat: "300ms" }),
    );
    assert.deepEqual(await exit, { type: "unresponsive", after: 300 });
    assert.deepEqual(lines, ["300000"]);
  });

  test("that is deaf, too: is killed when its time to end is over", LIMIT, async (t) => {
    const script = `trap "" TERM; while :; do :; done`;
    const spec = program("tool", ["sh", "-c", script], { ...ONCE, heartbeat: "50ms", shutdown: "50ms" });
    const { exit } = await grow(t, spec);
    assert.deepEqual(await exit, { type: "unresponsive", after: 50 });
  });

  test("that beats goes on", LIMIT, async (t) => {
    const script = `for i in $(seq 16); do echo WATCHDOG=1 >&$NOTIFY_FD; sleep 0.25; done; echo done; sleep 1000`;
    const { app, printed } = await grow(t, program("tool", ["sh", "-c", script], { heartbeat: "3s" }));
    await printed("done");
    assert.deepEqual(await app.stopChild("tool"), { type: "shutdown" });
  });
});

test("a file that a shell can execute needs no first line", LIMIT, async (t) => {
  const cwd = folder(t);
  writeFileSync(join(cwd, "tool"), "echo bare\n");
  chmodSync(join(cwd, "tool"), 0o755);
  const { printed, exit } = await grow(t, program("tool", ["./tool"], { cwd, ...ONCE }));
  await printed("bare");
  assert.deepEqual(await exit, { type: "normal" });
});
