import { start, supervisor } from "coppice";
import { alternate } from "../harness/alternate.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";

/** How long a loop is looked at, in milliseconds, at the most. */
const LONGEST = 300;

/** With a limit of 50 ms there are so many times as many beats as with the default of a second: what one costs is hardly to be measured. */
const TIMES = 20;

/** What the watchdog takes of the loop's time while all is well: how long an idle loop is busy, with it and without. */
export const watchdog: Question = {
  name: "watchdog",
  variants: [false],
  async measure({ rounds, size }) {
    const span = Math.min(LONGEST, size);
    const { often, bare } = await alternate(rounds, {
      async often() {
        const app = await start(supervisor("root"), { watchdog: { limit: "50ms", file: false } });
        // Until its thread is up.
        await busyFor(span);
        const busy = await busyFor(span);
        await app.stop();
        return busy;
      },
      bare: () => busyFor(span),
    });
    return [
      row({
        question: "the busy time of an idle loop that is watched",
        unit: "µs a second",
        beside: "0.5 % of a second more than when it is not",
        ours: bare + (often - bare) / TIMES,
        theirs: bare + 5_000,
        goal: 1,
      }),
    ];
  },
};

/** How many microseconds of a second the loop does not wait. */
async function busyFor(span: number): Promise<number> {
  const from = performance.eventLoopUtilization();
  await new Promise((resolve) => setTimeout(resolve, span));
  return performance.eventLoopUtilization(from).utilization * 1e6;
}
