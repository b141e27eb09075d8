import { enterWith } from "../floor/plain-task.ts";
import { PlainTasks } from "../floor/plain-tasks.ts";
import { alternate } from "../harness/alternate.ts";
import { count, inWords, type Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import { idOf, startTree, treeOf } from "../harness/tree.ts";
import { untilAsked } from "../harness/work.ts";

/**
 * How many tasks stop a second that wait for their signal: each is asked and awaited, the last first. The tree: `app.stop()`, which
 * answers with a report of them all. The floor: a loop that aborts and awaits each.
 */
export const stop: Question = {
  name: "stop",
  variants: [false, true],
  async measure({ rounds, size, contexts }) {
    const { ours, theirs } = await alternate(rounds, {
      async ours() {
        const app = await startTree(treeOf(untilAsked(size)), contexts);
        const elapsed = stopwatch();
        await app.stop();
        return (size / elapsed()) * 1_000;
      },
      async theirs() {
        const floor = new PlainTasks(enterWith(contexts));
        floor.start(
          Array.from({ length: size }, (_, index) => idOf(index)),
          untilAsked(size),
        );
        const elapsed = stopwatch();
        await floor.stop();
        return (size / elapsed()) * 1_000;
      },
    });
    const question = inWords(`stop ${count(size)} tasks, one after another`, { contexts });
    return [row({ question, unit: "stops/s", beside: "a loop that aborts and awaits", ours, theirs, goal: 3 })];
  },
};
