import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { runProgram, told } from "./run-program.ts";

const ended = await runProgram(new URL("fixtures/beside.ts", import.meta.url));
const lines = told(ended) as readonly [string, unknown][];
const scenes = new Map(lines);

suite("handlers of the program's own live beside fault domains: the child is charged, and they hear of all errors", () => {
  for (const scene of [
    "uncaughtException, thrown",
    "uncaughtException, rejected",
    "unhandledRejection",
    "unhandledRejection that throws it on",
    "unhandledRejection that throws it on, put before all others later",
    "a second owner of handlers, as another realm has it",
    "unhandledRejection, added and taken away",
    "capture callback",
  ]) {
    test(scene, () => {
      assert.deepEqual(
        scenes.get(scene),
        { heard: ["a child's", "nobody's"], mishaps: ["root/bad failed, stray: a child's"] },
        ended.err,
      );
    });
  }

  test("what a domain of Node's handles is not charged", () => {
    assert.deepEqual(scenes.get("node:domain"), { heard: ["rejected", "thrown"], mishaps: [] }, ended.err);
  });

  test("a rejection that a handler throws on is charged once", () => {
    assert.deepEqual(scenes.get("late, and thrown on"), ["root/brief failed late: late"]);
  });

  test("a monitor hears of all errors too, and an error of no child still ends the process", () => {
    assert.deepEqual(lines.slice(-3), [
      ["monitor", "a child's"],
      ["monitor", "nobody's"],
      ["exit", 1],
    ]);
    assert.equal(ended.code, 1);
    assert.match(ended.err, /^Error: nobody's$/m);
  });
});
