import { describeExit } from "../exit-text.ts";
import { inOneLine } from "../show.ts";
import { formatDuration } from "../time/duration.ts";
import type { App, TreeSnapshot } from "./app.ts";

/** The most characters of a last exit. */
const MAX_EXIT = 120;

/**
 * The tree as text, a line for each child in the order of the specs: id, kind, state (with the time until the next attempt), restarts, and how its
 * last incarnation ended. Also of a tree that has ended, as it was then. No line break at the end.
 *
 * ```text
 * shop         supervisor  running
 * ├─ db        service     running
 * └─ web       supervisor  running
 *    └─ http   task        restarting in 2 s  3 restarts  failed: Error: port in use
 * ```
 */
export function printTree(app: Pick<App, "snapshot">): string {
  const rows = [...rowsOf(app.snapshot(), "", "")];
  // Not Math.max(...): a tree may have more rows than a call takes arguments.
  const widths = [0, 1].map((column) => rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The cells of a child and of those below it. `branch` leads to its own line, `trunk` to the lines below. */
function* rowsOf(child: TreeSnapshot, branch: string, trunk: string): Generator<readonly string[]> {
  yield [branch + child.id, child.kind, ...factsOf(child)];
  const { children = [] } = child;
  for (const [index, below] of children.entries()) {
    const isLast = index === children.length - 1;
    yield* rowsOf(below, `${trunk}${isLast ? "└─ " : "├─ "}`, `${trunk}${isLast ? "   " : "│  "}`);
  }
}

function factsOf({ state, dueIn, restarts, exit }: TreeSnapshot): string[] {
  const facts = [dueIn === undefined ? state : `${state} ${state === "restarting" ? "in" : "for"} ${formatDuration(dueIn)}`];
  if (restarts > 0) facts.push(`${restarts} ${restarts === 1 ? "restart" : "restarts"}`);
  if (exit !== undefined) facts.push(shortened(inOneLine(describeExit(exit))));
  return facts;
}

function shortened(line: string): string {
  return line.length > MAX_EXIT ? `${line.slice(0, MAX_EXIT - 1)}…` : line;
}
