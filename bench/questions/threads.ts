import { Worker } from "node:worker_threads";
import { plainRuntime, start, supervisor, thread } from "coppice";
import { alternate } from "../harness/alternate.ts";
import { Laps } from "../harness/laps.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";

/** How many restarts a round takes the median of, at the most. */
const MOST_RESTARTS = 15;

const DYING = new URL("../threads/dying.mjs", import.meta.url);
const PLAIN = new URL("../threads/plain.mjs", import.meta.url);

/**
 * How long a thread takes that dies as soon as it is up: from up to up of the next one, in a tree, and with `worker_threads`. Both import
 * the same module.
 */
export const threads: Question = {
  name: "threads",
  variants: [false],
  isBuilt: true,
  async measure({ rounds, size }) {
    const restarts = Math.min(MOST_RESTARTS, Math.ceil(size / 100));
    const { ours, theirs } = await alternate(rounds, { ours: () => inTree(restarts), theirs: () => bare(restarts) });
    const build = import.meta.resolve("coppice").endsWith(".ts") ? ", unbuilt" : "";
    return [
      row({ question: `from up to up, a thread that dies${build}`, unit: "ms", beside: "new Worker", ours, theirs, goal: 1.15 }),
    ];
  },
};

async function inTree(restarts: number): Promise<number> {
  const laps = new Laps(restarts);
  const root = supervisor("root", { intensity: { restarts: Number.POSITIVE_INFINITY, within: "1s" } }, [thread("thread", DYING)]);
  const app = await start(root, {
    runtime: plainRuntime,
    listen: (source) =>
      source.subscribe(({ type, path }) => {
        if (type === "child.started" && path === "root/thread") laps.lap();
      }),
  });
  const latency = await laps.median;
  await app.stop();
  return latency;
}

async function bare(restarts: number): Promise<number> {
  const laps = new Laps(restarts);
  let isOver = false;
  const run = (): void => {
    const worker = new Worker(PLAIN, { workerData: DYING.href });
    worker.once("message", () => void laps.lap());
    worker.on("error", () => undefined);
    worker.once("exit", () => {
      if (!isOver) run();
    });
  };
  run();
  const latency = await laps.median;
  isOver = true;
  return latency;
}
