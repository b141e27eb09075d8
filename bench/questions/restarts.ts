import { PlainLoop } from "../floor/plain-loop.ts";
import { enterWith } from "../floor/plain-task.ts";
import { alternate } from "../harness/alternate.ts";
import { inWords, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import { abandon, startTree, treeOf } from "../harness/tree.ts";
import { failing } from "../harness/work.ts";

/** How many times a second a task runs anew that fails at once, with a new error each time, where nothing limits how often. */
export const restarts: Question = {
  name: "restarts",
  variants: [false, true],
  async measure({ rounds, size, contexts }) {
    const { ours, theirs } = await alternate(rounds, {
      async ours() {
        const { run, done } = failing(size);
        const spec = treeOf([run]);
        const elapsed = stopwatch();
        const app = await startTree(spec, contexts);
        await done;
        const took = elapsed();
        await abandon(app);
        return (size / took) * 1_000;
      },
      async theirs() {
        const { run, done } = failing(size);
        const floor = new PlainLoop(enterWith(contexts), run);
        const elapsed = stopwatch();
        floor.start();
        await done;
        return (size / elapsed()) * 1_000;
      },
    });
    const question = inWords("restart a task that fails at once", { contexts });
    return [row({ question, unit: "restarts/s", beside: "a loop that catches and calls again", ours, theirs, goal: 2 })];
  },
};
