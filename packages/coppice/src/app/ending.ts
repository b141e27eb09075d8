import { constants } from "node:os";
import type { StopReport } from "../child/child-info.ts";
import { isAlive } from "../child/life-cycle.ts";
import type { ErrorData } from "../error-data.ts";
import { describeExit } from "../exit-text.ts";
import { type Exit, isAbnormal } from "../exit.ts";
import { inOneLine } from "../show.ts";
import { formatDuration } from "../time/duration.ts";
import type { TreeSnapshot } from "./app.ts";
import type { MainSignal } from "./process-port.ts";
import type { Root } from "./root.ts";
import { startError } from "./start-failure.ts";
import { snapshotOf } from "./tree-snapshot.ts";

/** How a process ends: its exit code, and what it says on stderr; the last line says why. */
export interface Ending {
  readonly code: number;
  readonly lines: readonly string[];
}

/** What came from outside the tree while it ran. */
export interface Story {
  readonly signals: MainSignal[];
  /** What the user's `onReady` failed with. */
  mishap: ErrorData | undefined;
}

/** How a process ends whose tree was not even begun. */
export function notBegun(error: ErrorData): Ending {
  return { code: 1, lines: [...stackOf(error), inOneLine(`coppice: nothing was started: ${textOf(error)}`)] };
}

/** How a process ends whose tree has ended, or was ended by force and still is not gone. */
export function endingOf(root: Root, { signals: [first, second], mishap }: Story): Ending {
  const { path, exit, killedBy } = root;
  const ending = (code: number, why: string, stack: readonly string[] = []): Ending => ({
    code,
    lines: [...stack, inOneLine(`coppice: ${path} ${why} (exit code ${code})`)],
  });
  const after = first === undefined ? "" : ` after ${first}`;
  if (second !== undefined)
    return ending(128 + constants.signals[second], `was ended by a second signal, ${second}${aliveIn(root)}`);
  if (killedBy === "deadline") return ending(75, `was not down by its deadline${after}${aliveIn(root)}`);
  if (mishap !== undefined) return ending(1, `was stopped because onReady failed: ${textOf(mishap)}`, stackOf(mishap));
  if (exit === undefined || !isAbnormal(exit)) {
    return ending(0, `${exit === undefined ? "ended" : describeExit(exit)}${after} in ${formatDuration(root.stopReport().took)}`);
  }
  const hint = exit.type === "gave-up" && exit.hint !== undefined ? `; ${exit.hint}` : "";
  const why = root.wasReady ? describeExit(exit) : startError(exit, root.stopReport()).message.slice(path.length + 1);
  return ending(1, why + hint, stackOf(firstError(exit)));
}

/** Who was still alive when the tree was ended by force, and whoever still is. */
function aliveIn(root: Root): string {
  const paths = root.exit === undefined ? aliveBelow(snapshotOf(root)) : killedBelow(root.stopReport());
  return paths.length === 0 ? "" : `, with ${paths.join(", ")} still alive`;
}

/** Those that were ended together with the tree; of a supervisor, those below it. */
function killedBelow({ path, exit, children = [] }: StopReport): readonly string[] {
  const below = children.flatMap(killedBelow);
  if (below.length > 0) return below;
  return exit?.type === "killed" && (exit.by === "deadline" || exit.by === "outside") ? [path] : [];
}

function aliveBelow({ path, state, children = [] }: TreeSnapshot): readonly string[] {
  const below = children.flatMap(aliveBelow);
  return below.length === 0 && isAlive(state) ? [path] : below;
}

/** The error that all began with. */
function firstError(exit: Exit): ErrorData | undefined {
  if (exit.type === "gave-up" || exit.type === "linked") return firstError(exit.cause.exit);
  if (exit.type !== "failed") return undefined;
  let { error } = exit;
  while (error.code === "START_FAILED" && error.cause !== undefined) error = error.cause;
  return error;
}

function stackOf(error: ErrorData | undefined): readonly string[] {
  return error?.stack === undefined ? [] : [error.stack];
}

function textOf({ name, message }: ErrorData): string {
  return message === "" ? name : `${name}: ${message}`;
}
