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

test("what is not handed on goes with its value, also where that is a word of its own", () => {
  const own = [
    ...["--cpu-prof", "--cpu-prof-dir", "prof", "--heap-prof-name", "heap"],
    ...["--test-reporter", "spec", "--test-reporter-destination", "stdout", "--test-name-pattern", "\\-x"],
    ...["--inspect-port", "0", "--inspect", "--watch-path", "src", "--watch"],
  ];
  assert.deepEqual(handedOn(own), []);
  assert.deepEqual(handedOn([...own, "-C", "source", ...own, "--import", "./hook.js"]), [
    "-C",
    "source",
    "--import",
    "./hook.js",
  ]);
  assert.deepEqual(handedOn(["--inspect-port=0", "--dns-result-order", "verbatim"]), ["--dns-result-order", "verbatim"]);
});

test("how the source of --eval is read, or the name of the first file, is about that alone", () => {
  assert.deepEqual(handedOn(["--input-type=module", "-e", "1", "--entry-url", "--no-warnings"]), ["--no-warnings"]);
  assert.deepEqual(handedOn(["--input-type", "module", "--eval", "1"]), []);
});
