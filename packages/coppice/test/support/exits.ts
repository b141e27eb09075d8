import assert from "node:assert/strict";
import type { ErrorData } from "../../src/error-data.ts";
import type { Exit } from "../../src/exit.ts";

/** The error of an exit that must be `failed`. */
export function errorOf(exit: unknown): ErrorData {
  assert.equal((exit as Exit | undefined)?.type, "failed");
  return (exit as Exit & { readonly type: "failed" }).error;
}
