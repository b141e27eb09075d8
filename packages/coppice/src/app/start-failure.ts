import type { StopReport } from "../child/child-info.ts";
import { CoppiceError } from "../error.ts";
import { describeExit, startFailure } from "../exit-text.ts";
import { type Exit, isAbnormal } from "../exit.ts";

/** Why a tree did not start, for whoever awaits its start. `report`: how it went down. */
export function startError(exit: Exit, report: StopReport): CoppiceError {
  const { path } = report;
  if (!isAbnormal(exit)) {
    return new CoppiceError("CANCELLED", `${path} was stopped before all of it was ready`, { details: { path } });
  }
  const paths = chainOf(exit, report);
  const isFailure = exit.type === "failed" && exit.error.code === "START_FAILED";
  return new CoppiceError("START_FAILED", isFailure ? exit.error.message : `${path} did not start: it ${describeExit(exit)}`, {
    details: { path: paths.at(-1) ?? path, paths },
    cause: isFailure ? exit.error.cause : exit.type === "failed" ? exit.error : undefined,
  });
}

/** The paths from the root down to the child that was the first cause. */
function chainOf(exit: Exit, { path, children = [] }: StopReport): string[] {
  if (exit.type === "gave-up") return [path, ...chainOf(exit.cause.exit, childAt(exit.cause.path, children))];
  if (exit.type !== "failed" || exit.error.code !== "START_FAILED") return [path];
  const { message } = exit.error;
  // A failed start tells its cause in words; the child whose exit makes the same words is it.
  const cause = children.find((child) => child.exit !== undefined && saysSo(startFailure(path, child.path, child.exit), message));
  return cause?.exit === undefined ? [path] : [path, ...chainOf(cause.exit, cause)];
}

function saysSo(exit: Exit, message: string): boolean {
  return exit.type === "failed" && exit.error.message === message;
}

function childAt(path: string, children: readonly StopReport[]): StopReport {
  return children.find((child) => child.path === path) ?? { id: path.slice(path.lastIndexOf("/") + 1), path, took: 0 };
}
