import assert from "node:assert/strict";
import type { CoppiceError } from "coppice";

/** The error that a call must throw, or what it answers must reject with. */
export async function refusalOf(call: () => unknown): Promise<CoppiceError> {
  try {
    await call();
  } catch (error) {
    return error as CoppiceError;
  }
  throw new assert.AssertionError({ message: `expected ${String(call)} to be refused` });
}
