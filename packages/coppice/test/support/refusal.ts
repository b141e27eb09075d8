import assert from "node:assert/strict";
import type { CoppiceError, ErrorCode } from "coppice";

/** The error that a call must throw, or what it answers must reject with. */
export async function refusalOf(call: () => unknown): Promise<CoppiceError> {
  try {
    await call();
  } catch (error) {
    return error as CoppiceError;
  }
  throw new assert.AssertionError({ message: `expected ${String(call)} to be refused` });
}

/** Asserts that a call throws, or what it answers rejects, with this code and message. */
export async function refused(call: () => unknown, code: ErrorCode, message: RegExp): Promise<void> {
  const error = await refusalOf(call);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
}
