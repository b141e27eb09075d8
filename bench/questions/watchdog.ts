import { start, supervisor } from "coppice";
import { alternate } from "../harness/alternate.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";

/** How long a loop is looked at, in milliseconds. */
const SPAN = 300;

/** What the watchdog takes of the loop's time while all is well: what the loop is busy for when idle, with it and without. */
export const watchdog: Question = {
  name: "watchdog",
  variants: [false],
  async measure({ rounds }) {
    const { ours, theirs } = await alternate(rounds, {
      async ours() {
        const app = await start(supervisor("root"), { watchdog: { file: false } });
        // Until its thread is up.
        await busyFor(SPAN);
        const busy = await busyFor(SPAN);
        await app.stop();
        return busy;
      },
      theirs: () => busyFor(SPAN),
    });
    const beside = "0.5 % more than one that is not";
    const question = "the busy time of an idle loop that is watched";
    return [row({ question, unit: "µs a second", beside, ours, theirs: theirs + 0.005 * 1e6, goal: 1 })];
  },
};

/** How many microseconds of a second the loop does not wait. */
async function busyFor(span: number): Promise<number> {
  const from = performance.eventLoopUtilization();
  await new Promise((resolve) => setTimeout(resolve, span));
  return performance.eventLoopUtilization(from).utilization * 1e6;
}
