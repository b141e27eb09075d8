import { PlainLoop } from "../floor/plain-loop.ts";
import { enterWith, type Run } from "../floor/plain-task.ts";
import { PlainTasks } from "../floor/plain-tasks.ts";
import { alternate, median } from "../harness/alternate.ts";
import { collectGarbage } from "../harness/garbage.ts";
import { count, inWords, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { abandon, idOf, startTree, treeOf } from "../harness/tree.ts";
import { failingLater, idle } from "../harness/work.ts";

const FEW = 10;
/** How many failures a round takes the median of, at the most. */
const MOST_FAILURES = 500;

/** How long it takes from the failure of a running task until it runs again, in the middle of few siblings and of many. */
export const latency: Question = {
  name: "latency",
  variants: [false, true],
  async measure({ rounds, size, contexts }) {
    const failures = Math.min(MOST_FAILURES, size);
    const { few, fewTheirs, many, manyTheirs } = await alternate(rounds, {
      few: () => inTree(FEW, failures, contexts),
      fewTheirs: () => inLoop(FEW, failures, contexts),
      many: () => inTree(size, failures, contexts),
      manyTheirs: () => inLoop(size, failures, contexts),
    });
    const question = inWords("from failure to running again", { contexts });
    const unit = "µs";
    const beside = "a loop that catches and calls again";
    return [
      row({ question: `${question}, among ${FEW}`, unit, beside, ours: few, theirs: fewTheirs, goal: 2 }),
      row({ question: `${question}, among ${count(size)}`, unit, beside, ours: many, theirs: manyTheirs, goal: 2 }),
      row({
        question: `${question}, among ${count(size)}`,
        unit,
        beside: `the tree among ${FEW}`,
        ours: many,
        theirs: few,
        goal: 1.3,
      }),
    ];
  },
};

async function inTree(siblings: number, failures: number, contexts: boolean): Promise<number> {
  const { run, done, latencies } = failingLater(failures);
  const app = await startTree(treeOf(around(run, siblings)), contexts);
  collectGarbage();
  await done;
  await abandon(app);
  return median(latencies) * 1_000;
}

async function inLoop(siblings: number, failures: number, contexts: boolean): Promise<number> {
  const { run, done, latencies } = failingLater(failures);
  const enter = enterWith(contexts);
  const floor = new PlainTasks(enter);
  const runs = idle(siblings);
  floor.start(
    runs.map((_, index) => idOf(index)),
    runs,
  );
  new PlainLoop(enter, run).start();
  collectGarbage();
  await done;
  return floor.size === runs.length ? median(latencies) * 1_000 : Number.NaN;
}

/** Idle siblings, with a task in their middle. */
function around(run: Run, siblings: number): Run[] {
  return idle(siblings).toSpliced(Math.floor(siblings / 2), 0, run);
}
