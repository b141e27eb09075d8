// A program for run-main-process.test.ts: `node program.ts NAME` runs the tree of that name. It says on stdout what the test waits for.
import { type ChildOptions, runMain, type Spec, supervisor, task, type TaskSpec } from "../../src/index.ts";
import { broken, untilStopped } from "./children.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Waits for a stop without holding the loop open, and says so. */
const polite = task("polite", async (ctx) => {
  await untilStopped(ctx);
  say("polite stopped");
});

/** Says that it was asked to stop, and does not. */
function deaf(options: ChildOptions = {}): TaskSpec {
  return task(
    "deaf",
    (ctx) =>
      new Promise<never>(() => {
        ctx.signal.addEventListener("abort", () => say("deaf was asked"));
      }),
    { shutdown: "1h", ...options },
  );
}

const TREES: Readonly<Record<string, Spec>> = {
  polite: supervisor("shop", {}, [polite]),
  deaf: supervisor("shop", {}, [deaf()]),
  ends: supervisor("shop", {}, [task("quits", async (ctx) => (ctx.shutdownTree(), await untilStopped(ctx)))]),
  "gives-up": supervisor("shop", { intensity: { restarts: 2, within: "1h" } }, [task("broken", broken)]),
  "does-not-start": supervisor("shop", {}, [polite, task("broken", broken, { ready: "signal" })]),
  "leaves-a-handle": supervisor("shop", {}, [
    task("leaky", async (ctx) => (setInterval(() => undefined, 1_000), await untilStopped(ctx))),
  ]),
};

const [, , name = "", deadline = "1h"] = process.argv;
const spec = TREES[name];
if (spec === undefined) throw new Error(`There is no tree "${name}".`);
await runMain(spec, { deadline: deadline as "1h", onReady: () => say("ready") });
