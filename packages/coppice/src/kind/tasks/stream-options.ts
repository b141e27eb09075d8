import { availableParallelism } from "node:os";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import { millisecondsOrNever } from "../../time/duration.ts";
import type { TaskStreamOptions } from "./task-supervisor.ts";

/** The options of a stream, complete, in milliseconds. */
export interface StreamSettings {
  readonly concurrency: number;
  readonly order: boolean;
  readonly timeout: number;
  readonly onTimeout: "report" | "fail";
  readonly signal: AbortSignal | undefined;
}

const CHECKS: Readonly<Record<keyof TaskStreamOptions, readonly [accepts: (value: unknown) => boolean, allowed: string]>> = {
  concurrency: [(value) => Number.isSafeInteger(value) && (value as number) > 0, "a whole number from 1 up"],
  order: [(value) => typeof value === "boolean", "true or false"],
  // A duration is looked at where it is read.
  timeout: [(value) => value !== 0, "more than 0"],
  onTimeout: [(value) => value === "report" || value === "fail", '"report" or "fail"'],
  signal: [(value) => value instanceof AbortSignal, "an AbortSignal"],
};

/** @throws CoppiceError BAD_OPTION, BAD_DURATION. */
export function readStreamOptions(path: string, options: TaskStreamOptions): StreamSettings {
  const where = `${path}: stream(inputs, work, options)`;
  if (typeof options !== "object" || options === null) throw bad(where, "the argument", options, "an object");
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof TaskStreamOptions] : undefined;
    if (check === undefined) throw bad(where, `option "${name}"`, value, `one of ${Object.keys(CHECKS).join(", ")}`);
    if (!check[0](value)) throw bad(where, `option "${name}"`, value, check[1]);
  }
  const { concurrency, order, timeout = Number.POSITIVE_INFINITY, onTimeout, signal } = options;
  return {
    concurrency: concurrency ?? availableParallelism(),
    order: order ?? true,
    timeout: millisecondsOrNever(timeout, `${where}: timeout`),
    onTimeout: onTimeout ?? "report",
    signal,
  };
}

function bad(where: string, what: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${where}: ${what} is ${show(given)}: expected ${expected}.`, {
    details: { where, given: jsonSafe(given) },
  });
}
