import assert from "node:assert/strict";
import { test } from "node:test";
import { rejectionMode } from "../../src/fault/rejection-mode.ts";

test("rejections throw, unless Node is told otherwise", () => {
  assert.equal(rejectionMode([]), "throw");
  assert.equal(rejectionMode(["--conditions=source", "--import", "x"], "--max-old-space-size=100"), "throw");
});

test("the mode is said with an equals sign or a space, with hyphens or underscores, on the command line or in NODE_OPTIONS", () => {
  assert.equal(rejectionMode(["--unhandled-rejections=strict"]), "strict");
  assert.equal(rejectionMode(["--unhandled-rejections", "none"]), "none");
  assert.equal(rejectionMode(["--unhandled_rejections=warn"]), "warn");
  assert.equal(rejectionMode([], "--no-warnings  --unhandled-rejections=warn-with-error-code"), "warn-with-error-code");
});

test("quotes and backslashes in NODE_OPTIONS are read as Node reads them", () => {
  assert.equal(rejectionMode([], '"--unhandled-rejections=warn"'), "warn");
  assert.equal(rejectionMode([], '--unhandled-rejections "none"'), "none");
  assert.equal(rejectionMode([], '--unhandled-rejections="strict" --no-warnings'), "strict");
  assert.equal(rejectionMode([], '--title "a \\"--unhandled-rejections=none\\" b" --unhandled-"rejec\\tions=warn"'), "warn");
  assert.equal(rejectionMode([], '--require "./a --unhandled-rejections=none b.js"'), "throw");
  assert.equal(rejectionMode([], '"" ""--unhandled-rejections=none'), "none");
});

test("the last word counts, and the command line before NODE_OPTIONS", () => {
  assert.equal(rejectionMode(["--unhandled-rejections=warn", "--unhandled-rejections=none"]), "none");
  assert.equal(rejectionMode(["--unhandled-rejections=strict"], "--unhandled-rejections=none"), "strict");
});
