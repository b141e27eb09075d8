import assert from "node:assert/strict";
import { test } from "node:test";
import { handedOn } from "../../../src/kind/program/exec-arguments.ts";

test("arguments of Node are handed on, save what is about the one process that has them", () => {
  assert.deepEqual(handedOn([]), []);
  const on = ["--conditions=source", "-C", "source", "--import", "./hook.js", "--max-old-space-size=100", "--enable-source-maps"];
  assert.deepEqual(handedOn(on), on);
  const own = [
    "--inspect",
    "--inspect-brk=0",
    "--test",
    "--test-reporter=tap",
    "--watch",
    "--watch-path=src",
    "--cpu-prof",
    "-i",
    "-c",
  ];
  assert.deepEqual(handedOn([...own, "--no-warnings"]), ["--no-warnings"]);
  assert.deepEqual(handedOn(["-e", "1 + 1", "--no-warnings", "--eval", "2", "-p", "3"]), ["--no-warnings"]);
});
