import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { isStopReason, STOP_REASON } from "../../src/child/stop-reason.ts";

test("the reason of a stop is an AbortError as Node's own APIs throw it", () => {
  assert.ok(STOP_REASON instanceof Error);
  assert.equal(STOP_REASON.name, "AbortError");
  assert.equal((STOP_REASON as Error & { code?: string }).code, "ABORT_ERR");
  assert.equal(STOP_REASON.message, "asked to stop");
});

test("what Node's own APIs reject with when the signal is aborted is the reason of the stop", async () => {
  const controller = new AbortController();
  const rejections: Promise<unknown>[] = [
    wait(10_000, undefined, { signal: controller.signal }),
    once(new EventEmitter(), "never", { signal: controller.signal }),
    fetch("http://127.0.0.1:1", { signal: AbortSignal.abort(STOP_REASON) }),
  ];
  controller.abort(STOP_REASON);
  for (const rejection of rejections) await assert.rejects(rejection, isStopReason);
});

test("an error whose cause chain holds the reason is the reason; any other is not", () => {
  const wrapped = new Error("outer", { cause: new Error("inner", { cause: STOP_REASON }) });
  assert.equal(isStopReason(STOP_REASON), true);
  assert.equal(isStopReason(wrapped), true);
  assert.equal(isStopReason({ cause: STOP_REASON }), true);
  const other = Object.assign(new Error("asked to stop"), { name: "AbortError", code: "ABORT_ERR" });
  for (const error of [other, undefined, null, "asked to stop", 1]) assert.equal(isStopReason(error), false);
});

test("a cause chain that bites its tail, or cannot be read, is not the reason", () => {
  const circular = new Error("circular");
  circular.cause = circular;
  const unreadable = Object.defineProperty({}, "cause", {
    get() {
      throw new Error("unreadable");
    },
  });
  assert.equal(isStopReason(circular), false);
  assert.equal(isStopReason(unreadable), false);
});
