import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LIMIT } from "./grown.ts";

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
    const file = fileURLToPath(new URL("supervising-modules.ts", import.meta.url));
    const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
    const child = spawn(process.execPath, [...flags, file, ...sources], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => void child.kill("SIGKILL"));
    let text = "";
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.split("up\n").length > sources.length) break;
    }
    const since = performance.now();
    child.kill("SIGKILL");
    child.stdout.resume();
    // They have the output of that process, which is closed once the last of them is gone.
    await once(child, "close");
    const took = performance.now() - since;
    // A second, and as much again for a machine that has much else to do.
    assert.ok(took < 2_000, `it took ${took} ms`);
  });
}
