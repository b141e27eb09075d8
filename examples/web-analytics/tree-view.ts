import { type App, describeExit, printTree, type StopReport } from "coppice";

/** At most so often is a tree printed: every 200 ms. */
const PAUSE_MS = 200;

/** Prints the tree now and whenever it has changed, until it has ended. */
export function showTree(app: Pick<App, "snapshot" | "subscribe" | "exit">): void {
  let shown = "";
  let pause: NodeJS.Timeout | undefined;
  let isDue = false;
  const show = (): void => {
    isDue = pause !== undefined;
    if (isDue) return;
    pause = setTimeout(() => {
      pause = undefined;
      if (isDue) show();
    }, PAUSE_MS);
    const tree = printTree(app);
    if (tree !== shown) console.log(`${tree}\n`);
    shown = tree;
  };
  show();
  app.subscribe(show);
  void app.exit.then(() => clearTimeout(pause));
}

/** How a tree went down, a line for each child, in the order in which they were asked to stop. */
export function describeStop(report: StopReport): string {
  const lines = linesOf(report);
  const width = Math.max(...lines.map(([path]) => path.length));
  return lines.map(([path, how]) => `${path.padEnd(width)}  ${how}`).join("\n");
}

function linesOf({ path, exit, took, children = [] }: StopReport): readonly (readonly [path: string, how: string])[] {
  const how = exit === undefined ? "was not running" : `${describeExit(exit)} (${Math.round(took)} ms)`;
  return [...children.toReversed().flatMap(linesOf), [path, how]];
}
