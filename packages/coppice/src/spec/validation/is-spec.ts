import type { Spec } from "../../child/contract.ts";
import { isPlain } from "../frozen-copy.ts";

/** Whether a value is a spec, by its shape. */
export function isSpec(value: unknown): value is Spec {
  if (typeof value !== "object" || value === null) return false;
  const { id, kind, options } = value as Partial<Record<keyof Spec, unknown>>;
  return id !== undefined && isKind(kind) && isPlain(options);
}

function isKind(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { name, create } = value as { readonly name?: unknown; readonly create?: unknown };
  return typeof name === "string" && typeof create === "function";
}
