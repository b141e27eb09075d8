import assert from "node:assert/strict";
import { test } from "node:test";
import { type Exit, NORMAL, SHUTDOWN } from "../../src/exit.ts";
import { isRestarted, type RestartType } from "../../src/restart/restart-type.ts";

const cause = { path: "a", exit: NORMAL };
const ABNORMAL: readonly Exit[] = [
  { type: "failed", error: { name: "Error", message: "x" } },
  { type: "timeout", of: "start", after: 1 },
  { type: "killed", by: "brutal" },
  { type: "unhealthy", reason: "x" },
  { type: "unresponsive", after: 1 },
  { type: "exited", code: 1, signal: null },
  { type: "out-of-memory" },
  { type: "gave-up", why: "intensity", cause },
  { type: "linked", cause },
  { type: "disconnected", reason: "x" },
];

function restartedAfter(type: RestartType, exits: readonly Exit[]): boolean[] {
  return [...new Set(exits.map((exit) => isRestarted(type, exit)))];
}

test("permanent: restarted after every exit", () => {
  assert.deepEqual(restartedAfter("permanent", [NORMAL, SHUTDOWN, ...ABNORMAL]), [true]);
});

test("transient: restarted after an abnormal exit only; a supervisor that gave up is one", () => {
  assert.deepEqual(restartedAfter("transient", [NORMAL, SHUTDOWN, { type: "shutdown", info: 1 }]), [false]);
  assert.deepEqual(restartedAfter("transient", ABNORMAL), [true]);
});

test("temporary: never restarted", () => {
  assert.deepEqual(restartedAfter("temporary", [NORMAL, SHUTDOWN, ...ABNORMAL]), [false]);
});
