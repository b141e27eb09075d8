import { CoppiceError, type ErrorCode, isCoppiceError } from "../error.ts";
import { errorData, type ErrorData } from "../error-data.ts";
import { type Json, jsonSafe } from "../json.ts";
import { jsonRecord } from "./field.ts";

/** An error as it crosses. */
export interface CrossingError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: { readonly [key: string]: Json };
  readonly cause: ErrorData | null;
}

/** What crosses of an error. @param otherwise the code where it has none. */
export function crossingError(error: unknown, otherwise: ErrorCode): CrossingError {
  const { message, cause }: ErrorData = errorData(error);
  if (!isCoppiceError(error)) return { code: otherwise, message, details: {}, cause: cause ?? null };
  const details = jsonRecord(error.details) ? { ...error.details } : (jsonSafe(error.details) as CrossingError["details"]);
  return { code: error.code, message, details, cause: cause ?? null };
}

/** The error that it was, on this side. */
export function errorFrom({ code, message, details, cause }: CrossingError): CoppiceError {
  return new CoppiceError(code, message, { details, ...(cause !== null && { cause }) });
}
