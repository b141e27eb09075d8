import { type App, plainRuntime, type Spec, start, supervisor, systemRuntime, task } from "coppice";
import type { Run } from "../floor/plain-task.ts";

/** A tree of these tasks right under its root; they may fail as often as they like. */
export function treeOf(runs: readonly Run[]): Spec {
  return supervisor(
    "root",
    { intensity: { restarts: Number.POSITIVE_INFINITY, within: "1s" } },
    runs.map((run, index) => task(idOf(index), run)),
  );
}

/** Starts a tree on the real clock and loop. */
export async function startTree(spec: Spec, contexts: boolean): Promise<App> {
  return await start(spec, { runtime: contexts ? systemRuntime : plainRuntime });
}

/** Takes a tree down whose tasks ignore their signal. */
export async function abandon(app: App): Promise<void> {
  await app.stop({ deadline: 0 });
}

/** The id of a task, by its place. */
export function idOf(index: number): string {
  return `task-${index}`;
}
