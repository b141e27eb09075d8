import { enterWith } from "../floor/plain-task.ts";
import { PlainTasks } from "../floor/plain-tasks.ts";
import { alternate } from "../harness/alternate.ts";
import { count, inWords, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import { abandon, idOf, startTree, treeOf } from "../harness/tree.ts";
import { idle } from "../harness/work.ts";

/**
 * How many idle tasks start a second. The tree: from `start(spec)` until it resolves, the spec being there. The floor: a loop
 * that starts them by hand, their ids being there.
 */
export const starts: Question = {
  name: "starts",
  variants: [false, true],
  async measure({ rounds, size, contexts }) {
    const { ours, theirs } = await alternate(rounds, {
      async ours() {
        const spec = treeOf(idle(size));
        const elapsed = stopwatch();
        const app = await startTree(spec, contexts);
        const took = elapsed();
        await abandon(app);
        return (size / took) * 1_000;
      },
      theirs() {
        const ids = Array.from({ length: size }, (_, index) => idOf(index));
        const runs = idle(size);
        const floor = new PlainTasks(enterWith(contexts));
        const elapsed = stopwatch();
        floor.start(ids, runs);
        return (size / elapsed()) * 1_000;
      },
    });
    const question = inWords(`start ${count(size)} idle tasks`, { contexts });
    return [row({ question, unit: "starts/s", beside: "a loop that fills a map", ours, theirs, goal: 2.5 })];
  },
};
