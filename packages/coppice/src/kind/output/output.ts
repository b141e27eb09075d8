import type { RotateOptions } from "./rotate-options.ts";

/** Where one of a child's outputs goes. */
export type Output = "events" | "inherit" | "ignore" | { readonly file: string; readonly rotate?: RotateOptions };
