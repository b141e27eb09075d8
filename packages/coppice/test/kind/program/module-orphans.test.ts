import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMIT } from "./grown.ts";
import { killed, supervisingBy, up } from "./supervising-process.ts";

const supervising = supervisingBy(new URL("supervising-modules.ts", import.meta.url));

/** Says "up" once it is there for good. */
const UP = `await new Promise((resolve) => process.stdout.write("up\\n", resolve));`;

const WAITING = `export default async () => { ${UP} await new Promise(() => {}); }`;
const BUSY = `export default async () => { for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) process.on(signal, () => {}); ${UP} for (;;); }`;
const DEAF = `process.removeAllListeners("disconnect"); export default async () => { setInterval(() => {}, 10); ${UP} await new Promise(() => {}); }`;
const WITH_CHILDREN = `import { spawn } from "node:child_process";
  export default async () => {
    spawn("sh", ["-c", 'trap "" TERM HUP INT; echo up; while :; do :; done'], { stdio: "inherit" });
    await new Promise(() => {});
  }`;

for (const [what, ...sources] of [
  ["one that waits", WAITING],
  ["one that is busy, in an endless loop", BUSY],
  ["one that does not care for its channel", DEAF],
  ["what it has started", WITH_CHILDREN],
  ["many at once", WAITING, BUSY, DEAF, WITH_CHILDREN],
]) {
  test(`no orphans: SIGKILL for the process that has the tree ends its module programs, ${what}`, LIMIT, async (t) => {
    const child = supervising(t, ...sources);
    await up(child.stdout, sources.length);
    const took = await killed(child);
    // A second, and as much again for a machine that has much else to do.
    assert.ok(took < 2_000, `it took ${took} ms`);
  });
}
