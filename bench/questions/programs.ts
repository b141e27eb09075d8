import { spawn } from "node:child_process";
import { plainRuntime, program, start, supervisor, task } from "coppice";
import { alternate } from "../harness/alternate.ts";
import { Laps } from "../harness/laps.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";

/** How many restarts a round takes the median of, at the most. */
const MOST_RESTARTS = 11;

/** What is restarted: each says "up" when it is. */
const PROGRAMS: readonly (readonly [name: string, command: readonly [string, ...string[]]])[] = [
  ["a Node program", [process.execPath, "-e", `console.log("up"); setInterval(() => undefined, 1e6)`]],
  ["a shell script", ["/bin/sh", "-c", "echo up; exec sleep 1000"]],
];

/**
 * How long it takes from SIGKILL for a program until another one in its place has said that it is up: in a tree, and with
 * `child_process`, also in process groups of their own. A tree's program is a shell first, which has it guarded: that is a millisecond, and counts
 * where the program itself takes but two.
 */
export const programs: Question = {
  name: "programs",
  variants: [false],
  async measure({ rounds, size }) {
    const times = Math.min(MOST_RESTARTS, Math.ceil(size / 100));
    const rows = [];
    for (const [name, command] of PROGRAMS) {
      const { ours, theirs } = await alternate(rounds, {
        ours: () => inTree(command, times),
        theirs: () => bare(command, times),
      });
      rows.push(
        row({ question: `from SIGKILL to up, ${name}`, unit: "ms", beside: "child_process.spawn", ours, theirs, goal: 1.15 }),
      );
    }
    return rows;
  },
};

type Command = readonly [string, ...string[]];

async function inTree(command: Command, times: number): Promise<number> {
  const restarts = new Restarts(times);
  const spec = program("program", command, { ready: { line: "up" } });
  const killer = task("killer", async (ctx) => {
    restarts.kill = () => signalGroup(ctx.use(spec).pid);
    await new Promise((asked) => ctx.signal.addEventListener("abort", asked));
  });
  const root = supervisor("root", { intensity: { restarts: Number.POSITIVE_INFINITY, within: "1s" } }, [killer, spec]);
  const app = await start(root, {
    runtime: plainRuntime,
    listen: (source) =>
      source.subscribe(({ type, path }) => type === "child.started" && path === "root/program" && restarts.up()),
  });
  const latency = await restarts.median;
  await app.stop();
  return latency;
}

async function bare([file, ...args]: Command, times: number): Promise<number> {
  const restarts = new Restarts(times);
  let isOver = false;
  const run = (): void => {
    const child = spawn(file, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    restarts.kill = () => signalGroup(child.pid as number);
    child.stdout.setEncoding("utf8").on("data", (text: string) => text.includes("up") && restarts.up());
    child.stderr.resume();
    child.once("close", () => isOver || run());
  };
  run();
  const latency = await restarts.median;
  isOver = true;
  restarts.kill();
  return latency;
}

/** Kills whatever says that it is up, until it has done so often enough. */
class Restarts {
  kill: () => void = () => undefined;
  readonly #laps: Laps;

  constructor(most: number) {
    this.#laps = new Laps(most);
  }

  get median(): Promise<number> {
    return this.#laps.median;
  }

  up(): void {
    if (this.#laps.lap()) this.kill();
  }
}

function signalGroup(pid: number): void {
  process.kill(-pid, "SIGKILL");
}
