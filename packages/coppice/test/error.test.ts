import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { CoppiceError, ERROR_KINDS, type ErrorCode, isCoppiceError, isErrorCode } from "../src/error.ts";

test("an error carries its code, the kind that belongs to it, details and cause", () => {
  const cause = new Error("why");
  const details = { path: "shop/db" };
  const error = new CoppiceError("NOT_FOUND", "No child shop/db.", { details, cause });
  assert.ok(error instanceof Error);
  assert.equal(error.code, "NOT_FOUND");
  assert.equal(error.kind, "not-found");
  assert.equal(error.message, "No child shop/db.");
  assert.equal(error.cause, cause);
  assert.deepEqual(error.details, details);
  assert.match(error.stack ?? "", /^CoppiceError: No child shop\/db\./);
});

test("without options it has empty details and no cause", () => {
  const error = new CoppiceError("INTERNAL", "x");
  assert.deepEqual(error.details, {});
  assert.equal("cause" in error, false);
});

test("details are a frozen copy: what the caller does to its own later changes nothing", () => {
  const details: Record<string, string> = { path: "a" };
  const error = new CoppiceError("BAD_ID", "x", { details });
  details["path"] = "b";
  assert.equal(error.details["path"], "a");
  assert.ok(Object.isFrozen(error.details));
});

test("every code has one of the three kinds, and makes an error of it", () => {
  for (const [code, kind] of Object.entries(ERROR_KINDS)) {
    assert.match(code, /^[A-Z_]+$/);
    assert.ok(["fatal", "retryable", "not-found"].includes(kind));
    assert.equal(new CoppiceError(code as ErrorCode, "x").kind, kind);
  }
});

test("a code is told from any other value", () => {
  assert.ok(isErrorCode("BAD_SPEC"));
  for (const value of ["bad_spec", "toString", "__proto__", "", undefined, 1, {}]) assert.equal(isErrorCode(value), false);
});

test("an error of another copy of the library is known by name and code, in another realm too", () => {
  const other = Object.assign(new Error("x"), { name: "CoppiceError", code: "RUNNING" });
  assert.ok(isCoppiceError(new CoppiceError("RUNNING", "x")));
  assert.ok(isCoppiceError(other));
  assert.ok(isCoppiceError(vm.runInNewContext(`Object.assign(new Error("x"), { name: "CoppiceError", code: "RUNNING" })`)));
});

test("other errors, and objects that only look like one, are none of the library's", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const others = [
    new Error("x"),
    Object.assign(new Error("x"), { code: "RUNNING" }),
    Object.assign(new Error("x"), { name: "CoppiceError", code: "ENOENT" }),
    { name: "CoppiceError", code: "RUNNING" },
    "RUNNING",
    undefined,
    proxy,
  ];
  for (const other of others) assert.equal(isCoppiceError(other), false);
});
