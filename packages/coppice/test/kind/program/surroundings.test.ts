import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { constants, getPriority } from "node:os";
import { test, type TestContext } from "node:test";
import { program, type ProgramOptions } from "coppice";
import { variablesOf } from "../../../src/kind/program/variables.ts";
import { folder, grow, LIMIT } from "./grown.ts";

const ONCE = { restart: "temporary" } as const;

async function prints(
  t: TestContext,
  command: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<readonly string[]> {
  const { exit, lines } = await grow(t, program("tool", command, { ...ONCE, ...options }));
  assert.deepEqual(await exit, { type: "normal" });
  return lines;
}

test("it has its working folder, and else that of this process", LIMIT, async (t) => {
  const cwd = folder(t);
  assert.deepEqual(await prints(t, ["pwd", "-P"], { cwd }), [cwd]);
  assert.deepEqual(await prints(t, ["pwd", "-P"], {}), [process.cwd()]);
});

test("the environment: what is inherited, then what is added, replaced and taken away", () => {
  const own = { PATH: "/bin", HOME: "/home", SECRET: "s" };
  const of = (options: object): object => variablesOf({ command: ["x"], ...options }, own);
  assert.deepEqual(of({}), own);
  assert.deepEqual(of({ env: { MODE: "a", HOME: "/", SECRET: null } }), { PATH: "/bin", HOME: "/", MODE: "a" });
  assert.deepEqual(of({ inheritEnv: false, env: { MODE: "a" } }), { MODE: "a" });
  assert.deepEqual(of({ inheritEnv: ["PATH", "NONE"], env: { NONE: null } }), { PATH: "/bin" });
});

test("what the supervisor of this process has told it, of where to notify and how often, is not inherited unless it is named", () => {
  const told = { NOTIFY_SOCKET: "/run/notify", NOTIFY_FD: "3", WATCHDOG_USEC: "1000000", WATCHDOG_PID: "7" };
  const of = (options: object): object => variablesOf({ command: ["x"], ...options }, { PATH: "/bin", ...told });
  assert.deepEqual(of({}), { PATH: "/bin" });
  assert.deepEqual(of({ inheritEnv: true, env: { NOTIFY_FD: "5" } }), { PATH: "/bin", NOTIFY_FD: "5" });
  assert.deepEqual(of({ inheritEnv: ["NOTIFY_SOCKET"] }), { NOTIFY_SOCKET: "/run/notify" });
});

test("it has exactly that environment, whatever its variables are called", LIMIT, async (t) => {
  const ofTheShell = {
    PWD: "/said",
    OLDPWD: "/before",
    SHLVL: "7",
    _: "under",
    IFS: ",",
    OPTIND: "5",
    PPID: "77",
    coppice_word: "w",
  };
  const env = { PATH: "/usr/bin:/bin", "a.b": "dotted", "x-y": "two\twords", EMPTY: "", ...ofTheShell };
  const script = "console.log(JSON.stringify(process.env))";
  const [line = ""] = await prints(t, [process.execPath, "-e", script], { inheritEnv: false, env });
  assert.deepEqual(JSON.parse(line), env);
});

test("without PATH its command is found as this process would find it", LIMIT, async (t) => {
  assert.deepEqual(await prints(t, ["sh", "-c", "echo found"], { inheritEnv: false }), ["found"]);
});

test("arguments come through as they are", LIMIT, async (t) => {
  const args = ["", " ", "a b", "$HOME", "*", "-n", "--", "'\"\\", "ü\n"];
  const script = "console.log(JSON.stringify(process.argv.slice(1)))";
  const [line = ""] = await prints(t, [process.execPath, "-e", script, "--", ...args], {});
  assert.deepEqual(JSON.parse(line), args);
});

test("it inherits no file but its three streams", LIMIT, async (t) => {
  const script = `const fs = require("node:fs"); try { fs.fstatSync(3).isSocket() ? console.log("socket") : console.log("none"); } catch { console.log("none"); }`;
  assert.deepEqual(await prints(t, [process.execPath, "-e", script], {}), ["none"]);
});

test("umask and nice", LIMIT, async (t) => {
  const cwd = folder(t);
  await prints(t, ["touch", "made"], { cwd, umask: 0o027 });
  assert.equal(statSync(join(cwd, "made")).mode & 0o777, 0o640);
  const nice = Math.min(getPriority() + 3, constants.priority.PRIORITY_LOW);
  assert.deepEqual(await prints(t, ["nice"], { nice }), [String(nice)]);
});

const notRoot = process.getuid?.() === 0 ? false : "only root may change its user";

test("uid and gid", { ...LIMIT, skip: notRoot }, async (t) => {
  assert.deepEqual(await prints(t, ["sh", "-c", "id -u; id -g; id -G"], { uid: 65_534, gid: 65_534 }), [
    "65534",
    "65534",
    "65534",
  ]);
});
