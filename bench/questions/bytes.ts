import { enterWith } from "../floor/plain-task.ts";
import { PlainTasks } from "../floor/plain-tasks.ts";
import { alternate } from "../harness/alternate.ts";
import { heapInUse } from "../harness/garbage.ts";
import { count, inWords, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { abandon, idOf, startTree, treeOf } from "../harness/tree.ts";
import { bare } from "../harness/work.ts";

const KB = 1_024;

/**
 * How much the heap has grown for each of so many idle tasks: with all that belongs to one, its id and in the tree its spec too. The
 * tasks are the least there can be, a promise each; what a task itself holds beyond that would come to both sides.
 */
export const bytes: Question = {
  name: "bytes",
  variants: [false, true],
  async measure({ rounds, size, contexts }) {
    const { ours, theirs } = await alternate(rounds, {
      async ours() {
        const runs = bare(size);
        const before = heapInUse();
        const app = await startTree(treeOf(runs), contexts);
        const grown = heapInUse() - before;
        await abandon(app);
        return grown / runs.length;
      },
      theirs() {
        const runs = bare(size);
        const before = heapInUse();
        const floor = new PlainTasks(enterWith(contexts));
        floor.start(
          Array.from({ length: size }, (_, index) => idOf(index)),
          runs,
        );
        const grown = heapInUse() - before;
        // Both are looked at once more, so that neither is garbage before.
        return floor.size === runs.length ? grown / size : Number.NaN;
      },
    });
    const answer = { question: inWords(`an idle task of ${count(size)}`, { contexts }), unit: "bytes", ours };
    return [
      row({ ...answer, beside: "a loop that fills a map", theirs, goal: 2.5 }),
      row({ ...answer, beside: "1 KB", theirs: KB, goal: 1 }),
    ];
  },
};
