import { start, supervisor } from "coppice";
import { alternate } from "../harness/alternate.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";

/** How long a loop is looked at, in milliseconds, at the most. With the default limit it beats ten times meanwhile. */
const LONGEST = 1_000;

/** What the watchdog takes of the loop's time while all is well: how long an idle loop is busy, with it and without. */
export const watchdog: Question = {
  name: "watchdog",
  variants: [false],
  async measure({ rounds, size }) {
    const span = Math.min(LONGEST, size);
    const { usual, shortest, bare } = await alternate(rounds, {
      usual: () => watchedFor(span, "1s"),
      shortest: () => watchedFor(span, "50ms"),
      bare: () => busyFor(span),
    });
    const unit = "µs a second";
    return [
      row({
        question: "the busy time of an idle loop that is watched",
        unit,
        beside: "0.5 % of a second more than when it is not",
        ours: usual,
        theirs: bare + 5_000,
        goal: 1,
      }),
      row({
        question: "the busy time of an idle loop with the shortest limit, 50 ms",
        unit,
        beside: "1 % of a second more than when it is not",
        ours: shortest,
        theirs: bare + 10_000,
        goal: 1,
      }),
    ];
  },
};

async function watchedFor(span: number, limit: "50ms" | "1s"): Promise<number> {
  const app = await start(supervisor("root"), { watchdog: { limit, file: false } });
  // Until its thread is up.
  await busyFor(Math.min(span, 300));
  const busy = await busyFor(span);
  await app.stop();
  return busy;
}

/** How many microseconds of a second the loop does not wait. */
async function busyFor(span: number): Promise<number> {
  const from = performance.eventLoopUtilization();
  await new Promise((resolve) => setTimeout(resolve, span));
  return performance.eventLoopUtilization(from).utilization * 1e6;
}
