import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { type Exit, program, type ProgramOptions, type RunningProgram } from "coppice";
import { virtualRuntime } from "../../../src/testing/virtual-runtime.ts";
import { alone } from "../../support/lone-place.ts";
import { folder, type Grown, grow, LIMIT } from "./grown.ts";

const ONCE = { restart: "temporary" } as const;

/** A program of Node that says "up" once it listens to signals. */
function node(script: string): readonly [string, ...string[]] {
  return [process.execPath, "-e", `${script}; setInterval(() => undefined, 1000); console.log("up")`];
}

suite("a program that ends by itself has the exit of its code or signal", () => {
  const ends: readonly (readonly [script: string, options: ProgramOptions, exit: Exit])[] = [
    ["exit 0", {}, { type: "normal" }],
    ["exit 3", {}, { type: "exited", code: 3, signal: null }],
    ["exit 3", { success: [0, 3] }, { type: "normal" }],
    ["exit 0", { success: [3] }, { type: "exited", code: 0, signal: null }],
    ["exit 143", {}, { type: "exited", code: 143, signal: null }],
    ["kill -TERM $$", {}, { type: "exited", code: null, signal: "SIGTERM" }],
    ["echo up; sleep 0.1; kill -VTALRM $$", {}, { type: "exited", code: null, signal: "SIGVTALRM" }],
    ["kill -KILL $$", {}, { type: "exited", code: null, signal: "SIGKILL" }],
    ["kill -TERM $$", { success: [(exit) => exit.type === "exited" && exit.signal === "SIGTERM"] }, { type: "normal" }],
  ];
  for (const [script, options, exit] of ends) {
    test(`${script}, ${JSON.stringify(options.success ?? "success as it is")}: ${JSON.stringify(exit)}`, LIMIT, async (t) => {
      const grown = await grow(t, program("tool", ["sh", "-c", script], { ...ONCE, ...options }));
      assert.deepEqual(await grown.exit, exit);
    });
  }

  test("a fatal code: its supervisor gives up", LIMIT, async (t) => {
    const { app } = await grow(t, program("tool", ["sh", "-c", "exit 2"], { fatal: [2] }));
    const exit = await app.exit;
    assert.equal(exit.type, "gave-up");
    assert.deepEqual(exit.type === "gave-up" && exit.cause, {
      path: "root/tool",
      exit: { type: "exited", code: 2, signal: null },
    });
  });

  test("it is restarted, as any child", LIMIT, async (t) => {
    const grown = await grow(t, program("tool", ["sh", "-c", "echo up; read go; exit 1"], { stdin: "pipe" }));
    const first = grown.running;
    first.stdin?.end("go\n");
    const { incarnation } = await grown.event(({ type, incarnation }) => type === "child.started" && incarnation === 2);
    assert.equal(incarnation, 2);
    assert.notEqual(grown.running.pid, first.pid);
  });
});

suite("a program that is asked to end", () => {
  const ends: readonly (readonly [does: string, script: string, options: ProgramOptions, exit: Exit])[] = [
    ["ends by the signal", "", {}, { type: "shutdown" }],
    ["ends with 0", `process.on("SIGTERM", () => process.exit(0))`, {}, { type: "shutdown" }],
    ["ends with 143", `process.on("SIGTERM", () => process.exit(143))`, {}, { type: "shutdown" }],
    ["ends with another code", `process.on("SIGTERM", () => process.exit(9))`, {}, { type: "exited", code: 9, signal: null }],
    [
      "ends by another signal",
      `process.on("SIGTERM", () => process.kill(process.pid, "SIGINT"))`,
      {},
      { type: "exited", code: null, signal: "SIGINT" },
    ],
    [
      "ends by the signal that it asks for",
      `process.on("SIGTERM", () => undefined)`,
      { stopSignal: "SIGINT" },
      { type: "shutdown" },
    ],
    [
      "ends with the code of the signal that it asks for",
      `process.on("SIGINT", () => process.exit(130))`,
      { stopSignal: "SIGINT" },
      { type: "shutdown" },
    ],
    ["ignores it", `process.on("SIGTERM", () => undefined)`, { shutdown: "50ms" }, { type: "killed", by: "shutdown-timeout" }],
    [
      "never hears it",
      `process.on("SIGTERM", () => undefined); console.log("up"); for (;;);`,
      { shutdown: "50ms" },
      { type: "killed", by: "shutdown-timeout" },
    ],
    ["is not asked", "", { shutdown: "brutal" }, { type: "killed", by: "brutal" }],
  ];
  for (const [does, script, options, exit] of ends) {
    test(`and ${does}: ${JSON.stringify(exit)}`, LIMIT, async (t) => {
      const { app, printed } = await grow(t, program("tool", node(script), options));
      await printed("up");
      assert.deepEqual(await app.stopChild("tool"), exit);
    });
  }

  test("right after its start: it ends all the same", LIMIT, async (t) => {
    for (let time = 0; time < 5; time += 1) {
      const { app } = await grow(t, program("tool", ["sleep", "1000"]));
      assert.deepEqual(await app.stopChild("tool"), { type: "shutdown" });
    }
  });

  test("before it is ready: the tree's stop is not held up", LIMIT, async (t) => {
    const { app } = await grow(t, program("first", ["sleep", "1000"]));
    const starting = app.startChild(program("second", ["sleep", "1000"], { ready: { line: "never" } }));
    const refused = assert.rejects(starting, { code: "CANCELLED" });
    assert.deepEqual(await app.stopChild("second"), { type: "shutdown" });
    await refused;
  });

  test("past the deadline of the tree's stop: it is killed", LIMIT, async (t) => {
    const { app, printed, exit } = await grow(
      t,
      program("tool", node(`process.on("SIGTERM", () => undefined)`), { shutdown: "1h" }),
    );
    await printed("up");
    const report = await app.stop({ deadline: "50ms" });
    assert.deepEqual(await exit, { type: "killed", by: "deadline" });
    assert.equal(report.leaked ?? false, false);
  });
});

suite("all of its process group ends with it", () => {
  /** The grandchild holds what the program prints open: a stream that is over says that it is gone. */
  const BUSY = `trap "" TERM; while :; do :; done`;

  async function gone({ events, lines }: Grown): Promise<void> {
    const pid = Number(lines[0]);
    assert.ok(pid > 1, "it told its grandchild");
    assert.ok(events.length > 0);
    // The group of a process that is gone takes no signal; that of a zombie which nobody reaps still does.
    await whenGone(pid);
  }

  test("asked to: the signal goes to all of it", LIMIT, async (t) => {
    const script = `trap "wait; exit 0" TERM; sh -c 'trap "echo below; exit" TERM; echo up; while :; do :; done' & wait`;
    const { app, printed, lines } = await grow(t, program("tool", ["sh", "-c", script]));
    await printed("up");
    assert.deepEqual(await app.stopChild("tool"), { type: "shutdown" });
    assert.deepEqual(lines, ["up", "below"]);
  });

  test("asked to, behind a shell that ends at once: the rest has its time, too", LIMIT, async (t) => {
    const cwd = folder(t);
    const saving = `trap "sleep 0.3; echo all >saved; exit" TERM; echo up; while :; do sleep 0.05; done`;
    const { app, printed } = await grow(t, program("tool", ["sh", "-c", `sh -c '${saving}' | cat`], { cwd, shutdown: "30s" }));
    await printed("up");
    assert.deepEqual(await app.stopChild("tool"), { type: "shutdown" });
    assert.equal(readFileSync(join(cwd, "saved"), "utf8"), "all\n");
  });

  test("asked to, behind a shell that ends at once, and deaf: it is killed when the time is over", LIMIT, async (t) => {
    const script = `sh -c 'trap "" TERM; echo $$; while :; do :; done' & wait`;
    const grown = await grow(t, program("tool", ["sh", "-c", script], { shutdown: "200ms" }));
    await grown.event(({ type }) => type === "program.stdout");
    assert.deepEqual(await grown.app.stopChild("tool"), { type: "killed", by: "shutdown-timeout" });
    await gone(grown);
  });

  test("killed: also what is busy and deaf", LIMIT, async (t) => {
    const script = `trap "" TERM; sh -c '${BUSY}' & echo $!; ${BUSY}`;
    const grown = await grow(t, program("tool", ["sh", "-c", script], { shutdown: "50ms" }));
    await grown.event(({ type }) => type === "program.stdout");
    assert.deepEqual(await grown.app.stopChild("tool"), { type: "killed", by: "shutdown-timeout" });
    await gone(grown);
  });

  test("by itself: what it leaves running is killed", LIMIT, async (t) => {
    const grown = await grow(t, program("tool", ["sh", "-c", `sh -c '${BUSY}' & echo $!`], ONCE));
    assert.deepEqual(await grown.exit, { type: "normal" });
    await gone(grown);
  });

  test("what has left the group, and holds its output open, does not hold up its exit", LIMIT, async (t) => {
    const script = `
      const { spawn } = require("node:child_process");
      const left = spawn("sleep", ["1000"], { detached: true, stdio: "inherit" });
      console.log(left.pid);
      left.unref();
      process.exit(4);`;
    const grown = await grow(t, program("tool", [process.execPath, "-e", script], ONCE));
    await grown.event(({ type }) => type === "program.stdout");
    t.after(() => process.kill(Number(grown.lines[0]), "SIGKILL"));
    assert.deepEqual(await grown.exit, { type: "exited", code: 4, signal: null });
  });
});

test("killed, it does not end, as it may not be signalled: five seconds later it is left behind", LIMIT, async (t) => {
  const runtime = virtualRuntime();
  const { life, place } = alone(runtime, program("tool", ["sleep", "1000"]));
  life.begin();
  const { pid } = life.instance as RunningProgram;
  t.after(() => process.kill(pid, "SIGKILL"));
  const refused = t.mock.method(process, "kill", () => {
    throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
  });
  life.stop();
  life.kill("deadline");
  await runtime.advance("4999ms");
  assert.equal(place.exit, undefined);
  await runtime.advance("1ms");
  refused.mock.restore();
  assert.deepEqual(place.exit, { type: "killed", by: "deadline", leaked: true });
  assert.deepEqual(place.news, ["ready", "child.abandoned", "exited"]);
  assert.equal(place.environment.tree.leaked, 1);
});

/** Resolves once a process is gone, or only waits to be reaped. */
async function whenGone(pid: number): Promise<void> {
  for (;;) {
    const ps = spawn("ps", ["-o", "stat=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] });
    let state = "";
    ps.stdout.setEncoding("utf8").on("data", (text: string) => (state += text));
    await once(ps, "close");
    if (state === "" || state.startsWith("Z")) return;
  }
}
