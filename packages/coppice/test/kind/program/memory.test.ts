import assert from "node:assert/strict";
import { test } from "node:test";
import { program } from "coppice";
import { residentMb } from "../../../src/kind/program/memory.ts";
import { exitOf } from "../thread/lone-thread.ts";
import { grow, LIMIT } from "./grown.ts";

const linux = process.platform === "linux" ? false : "only Linux tells the memory of a session";

const HUGE = `globalThis.kept = Buffer.alloc(300 * 2 ** 20, 1); console.log("up"); setInterval(() => undefined, 1000)`;

test(
  "a program over its memory is killed, with what it has started, and its exit says so",
  { ...LIMIT, skip: linux },
  async (t) => {
    // Not the program itself, but what it has started, is too big.
    const script = `"$1" -e "$2" & wait`;
    const spec = program("tool", ["sh", "-c", script, "sh", process.execPath, HUGE], { restart: "temporary", maxMemoryMb: 200 });
    const { exit } = await grow(t, spec);
    assert.deepEqual(await exit, { type: "out-of-memory", limitMb: 200 });
  },
);

test(
  "the programs of a tree that is in a program count as its memory, though each is a session of its own",
  { ...LIMIT, skip: linux },
  async () => {
    const spec = program("sub", new URL("huge-below.ts", import.meta.url), { maxMemoryMb: 250 });
    assert.deepEqual(await exitOf(spec), { type: "out-of-memory", limitMb: 250 });
  },
);

test("what has left the session counts while what has started it is there", { ...LIMIT, skip: linux }, async (t) => {
  // It ends with its input.
  const script = `exec 3<&0; setsid sh -c 'echo up; read -r end' <&3 & wait`;
  const { app, printed } = await grow(t, program("tool", ["sh", "-c", script], { stdin: "pipe" }));
  await printed("up");
  const usage = await app.lookup("tool").usage();
  assert.equal(usage.of === "process" && usage.processes, 2);
});

test("a program within its memory runs on, and can be stopped", { ...LIMIT, skip: linux }, async (t) => {
  const spec = program("tool", [process.execPath, "-e", HUGE], { maxMemoryMb: 3_000 });
  const { app, printed, running } = await grow(t, spec);
  await printed("up");
  const used = await residentMb(running.pid);
  assert.ok(used > 300 && used < 3_000, `${used} MB`);
  assert.deepEqual(await app.stopChild("tool"), { type: "shutdown" });
});

test("a session that is gone has no memory", { skip: linux }, async () => {
  assert.equal(await residentMb(2 ** 30), 0);
});
