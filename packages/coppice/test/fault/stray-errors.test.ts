import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { start } from "../../src/app/start.ts";
import { claimStrayErrors } from "../../src/fault/stray-errors.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { handlers } from "./fixtures/grown.ts";
import { runProgram, told } from "./run-program.ts";

test("many claims have one handler, which goes with the last of them; letting go twice is once", () => {
  const before = handlers();
  const releases = [1, 2, 3].map(() => claimStrayErrors(() => false));
  const during = handlers();
  assert.equal(during["uncaughtExceptionMonitor"], (before["uncaughtExceptionMonitor"] ?? 0) + 1);
  for (const release of releases.slice(1)) {
    release();
    release();
  }
  assert.deepEqual(handlers(), during);
  releases[0]?.();
  assert.deepEqual(handlers(), before);
});

test("other realms that share the process find the owner of its handlers, and copies of the library there use it", () => {
  const find = (): unknown => runInNewContext(`process[Symbol.for("coppice.stray-errors.1")]?.claims.size`, { process });
  const release = claimStrayErrors(() => false);
  assert.equal(find(), 1);
  release();
  assert.equal(find(), undefined);
});

test("the latest claim is asked first, and one that throws has claimed nothing", () => {
  const before = handlers();
  const asked: string[] = [];
  const releases = [
    claimStrayErrors(() => asked.push("first") > 0),
    claimStrayErrors(() => asked.push("second") > 0),
    claimStrayErrors(() => {
      asked.push("third");
      throw new Error("a defect");
    }),
  ];
  (process as EventEmitter).emit("uncaughtExceptionMonitor", new Error("stray"), "uncaughtException");
  assert.deepEqual(asked, ["third", "second"]);
  assert.equal(handlers()["uncaughtException"], (before["uncaughtException"] ?? 0) + 1, "the process will survive it");
  for (const release of releases) release();
  assert.deepEqual(handlers(), before);
});

test("strayErrors is true or false, and anything else is refused before anything starts", async () => {
  const before = handlers();
  await assert.rejects(start(supervisor("root", []), { strayErrors: "yes" as never }), {
    code: "BAD_OPTION",
    message: "start(spec, options): strayErrors is 'yes': expected true or false.",
    details: { option: "strayErrors", given: "yes" },
  });
  assert.deepEqual(handlers(), before);
});

test("a start whose listen throws leaves no handler behind", async () => {
  const before = handlers();
  const listen = (): never => {
    throw new Error("not today");
  };
  await assert.rejects(start(supervisor("root", []), { strayErrors: true, listen }), { message: "not today" });
  assert.deepEqual(handlers(), before);
});

test("two copies of the library share the handlers of the process, whichever ends first", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "coppice-copy-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  cpSync(fileURLToPath(new URL("../../src", import.meta.url)), join(folder, "src"), { recursive: true });
  const ended = await runProgram(new URL("fixtures/two-copies.ts", import.meta.url), [join(folder, "src", "index.ts")]);
  assert.equal(ended.err, "");
  assert.equal(ended.code, 0);
  assert.deepEqual(told(ended), [
    { handlers: 1, restarts: { one: 1, other: 1 } },
    { without: "one", handlers: 1, restarts: { other: 2 } },
    { without: "both", handlers: 0 },
    { handlers: 1, restarts: { inner: 1 }, host: 1 },
    { without: "both", handlers: 0 },
  ]);
});
