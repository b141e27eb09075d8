import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../src/spec/validation/nearest.ts";

const KNOWN = ["restart", "shutdown", "startTimeout", "significant", "backoff", "boot", "max"];

test("the nearest word is the one a slip or two away", () => {
  const slips: readonly (readonly [word: string, meant: string])[] = [
    ["restrat", "restart"],
    ["restar", "restart"],
    ["rrestart", "restart"],
    ["rextart", "restart"],
    ["shutdwon", "shutdown"],
    ["START_TIMEOUT", "startTimeout"],
    ["start-timeout", "startTimeout"],
    ["backof", "backoff"],
    ["boto", "boot"],
    ["mx", "max"],
  ];
  for (const [word, meant] of slips) assert.equal(nearest(word, KNOWN), meant, word);
});

test("or the one that it is a part of, or that is a part of it", () => {
  assert.equal(nearest("timeout", KNOWN), "startTimeout");
  assert.equal(nearest("restartStrategy", KNOWN), "restart");
});

test("what is far from all has none", () => {
  for (const word of ["", "?!", "colour", "x", "maxHeapMb", "日本", "y".repeat(100_000)])
    assert.equal(nearest(word, KNOWN), undefined, word.slice(0, 20));
});
