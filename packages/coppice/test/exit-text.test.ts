import assert from "node:assert/strict";
import { test } from "node:test";
import { describeExit, type Exit, type ExitType } from "coppice";
import { copyInto } from "../src/event/capping.ts";
import { failedWith } from "../src/exit.ts";
import { startFailure } from "../src/exit-text.ts";

const failed = failedWith(new TypeError("x is not a function"));

const EXITS: Readonly<Record<ExitType, readonly (readonly [Exit, string])[]>> = {
  normal: [[{ type: "normal" }, "ended well"]],
  shutdown: [[{ type: "shutdown", info: 1 }, "was shut down"]],
  failed: [
    [failed, "failed: TypeError: x is not a function"],
    [failedWith(new Error("")), "failed: Error"],
    [failedWith("a text"), "failed: NonError: a text"],
  ],
  timeout: [
    [{ type: "timeout", of: "start", after: 30_000 }, "was not ready within 30000 ms"],
    [{ type: "timeout", of: "handler", after: 5 }, "did not answer within 5 ms"],
  ],
  killed: [
    [{ type: "killed", by: "brutal" }, "was killed (brutal)"],
    [{ type: "killed", by: "deadline", leaked: true }, "was killed (deadline) and may still run"],
  ],
  unhealthy: [[{ type: "unhealthy", reason: "no rows" }, "was unhealthy: no rows"]],
  unresponsive: [[{ type: "unresponsive", after: 10 }, "gave no heartbeat for 10 ms"]],
  exited: [
    [{ type: "exited", code: 3, signal: null }, "exited with code 3"],
    [{ type: "exited", code: null, signal: "SIGKILL" }, "was ended by SIGKILL"],
  ],
  "out-of-memory": [
    [{ type: "out-of-memory" }, "ran out of memory"],
    [{ type: "out-of-memory", limitMb: 64 }, "went over its 64 MB of memory"],
  ],
  "gave-up": [
    [
      {
        type: "gave-up",
        why: "intensity",
        cause: { path: "shop/web", exit: { type: "gave-up", why: "fatal", cause: { path: "shop/web/http", exit: failed } } },
      },
      "gave up (intensity): shop/web gave up (fatal): shop/web/http failed: TypeError: x is not a function",
    ],
  ],
  linked: [
    [
      { type: "linked", cause: { path: "shop/db", exit: failed } },
      "went down with shop/db, which failed: TypeError: x is not a function",
    ],
  ],
  disconnected: [[{ type: "disconnected", reason: "socket closed" }, "lost its other side: socket closed"]],
};

for (const [type, cases] of Object.entries(EXITS)) {
  test(`an exit ${type} in a few words`, () => {
    for (const [exit, text] of cases) assert.equal(describeExit(exit), text);
  });
}

test("an exit in an event, which shows only so many levels, is described as far as it goes", () => {
  for (const depth of [14, 15, 16, 17, 18]) {
    let exit: Exit = failed;
    for (let at = 0; at < depth; at += 1) exit = { type: "gave-up", why: "fatal", cause: { path: "s", exit } };
    const event: Record<string, unknown> = {};
    copyInto(event, { ...exit, exit });
    for (const shown of [event["exit"], event]) {
      assert.match(
        describeExit(shown as Exit),
        /^(gave up \(fatal\): (s |(?=\[)))+(\[deeper\]|failed: (TypeError: x is not a function|\[deeper\]))$/,
      );
    }
  }
});

test("a failed start names the child and why; that of a supervisor the chain of paths, and keeps the first cause", () => {
  const inner = startFailure("shop/web", "shop/web/http", failed);
  const outer = startFailure("shop", "shop/web", inner);
  assert.equal(outer.type, "failed");
  const { error } = outer as Exit & { type: "failed" };
  assert.equal(error.code, "START_FAILED");
  assert.equal(error.message, "shop did not start: shop/web did not start: shop/web/http failed: TypeError: x is not a function");
  assert.equal(error.cause?.cause?.message, "x is not a function");
  const late = startFailure("shop", "shop/db", { type: "timeout", of: "start", after: 5 }) as Exit & { type: "failed" };
  assert.equal(late.error.message, "shop did not start: shop/db was not ready within 5 ms");
  assert.equal(late.error.cause, undefined);
});
