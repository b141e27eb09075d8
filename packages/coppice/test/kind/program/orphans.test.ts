import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { LIMIT } from "./grown.ts";
import { guardsOf } from "./guards.ts";
import { killed, supervisingBy, up } from "./supervising-process.ts";

const supervising = supervisingBy(new URL("supervising.ts", import.meta.url));

const WAITING = "echo up; sleep 1000";
const DEAF = `trap "" TERM HUP INT; echo up; while :; do :; done`;
const WITH_CHILDREN = `sh -c 'trap "" TERM HUP INT; echo up; while :; do :; done' & sleep 1000`;

for (const [what, scripts] of [
  ["one that waits", [WAITING]],
  ["one that is busy and deaf", [DEAF]],
  ["what its programs have started", [WITH_CHILDREN]],
  ["many at once", [WAITING, DEAF, WITH_CHILDREN, WAITING]],
] as const) {
  test(`no orphans: a process that is killed with SIGKILL takes its programs along, ${what}`, LIMIT, async (t) => {
    const child = supervising(t, ...scripts);
    await up(child.stdout, scripts.length);
    const took = await killed(child);
    // A second, and as much again for a machine that has much else to do.
    assert.ok(took < 2_000, `it took ${took} ms`);
  });
}

const linux = process.platform === "linux" ? false : "only Linux tells the children of a process";

test(
  "one guard is enough for all programs of a tree, and another takes over when somebody kills it",
  { ...LIMIT, skip: linux },
  async (t) => {
    const scripts = [WAITING, DEAF, WAITING, WITH_CHILDREN];
    const child = supervising(t, ...scripts);
    await up(child.stdout, scripts.length);
    const pid = child.pid as number;
    const [guard, ...others] = guardsOf(pid);
    assert.ok(guard !== undefined);
    assert.deepEqual(others, []);
    process.kill(guard, "SIGKILL");
    while (guardsOf(pid).every((each) => each === guard)) await new Promise(setImmediate);
    await killed(child);
  },
);

test("no orphans: nor when it is killed in the midst of starting them", LIMIT, async (t) => {
  for (const moment of ["when-made", "after=0", "after=2", "after=5", "after=13"]) {
    const child = supervising(t, `--kill-${moment}`, WITH_CHILDREN, DEAF);
    child.stdout.resume();
    const [, signal] = (await once(child, "close")) as [number | null, string];
    assert.equal(signal, "SIGKILL");
  }
});
