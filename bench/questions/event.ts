import { EventEmitter } from "node:events";
import { task, start, supervisor, plainRuntime, type App } from "coppice";
import { PlainTeller } from "../floor/plain-teller.ts";
import { alternate } from "../harness/alternate.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import { abandon } from "../harness/tree.ts";

/** It takes nanoseconds, so there are more of them. */
const PER_TASK = 20;

/**
 * What an event costs while nobody listens. The tree's is `context.late`, the one that a single call causes and that means
 * nothing else: `ctx.ignore()` of a task that is ready.
 */
export const event: Question = {
  name: "event",
  variants: [false],
  async measure({ rounds, size }) {
    const times = size * PER_TASK;
    const { app, tell } = await startTeller();
    const plain = new PlainTeller();
    const emitter = new EventEmitter();
    const { ours, theirs, emitted } = await alternate(rounds, {
      ours() {
        const elapsed = stopwatch();
        for (let index = 0; index < times; index += 1) tell();
        return (elapsed() / times) * 1e6;
      },
      theirs() {
        const elapsed = stopwatch();
        for (let index = 0; index < times; index += 1) plain.tell("task");
        return (elapsed() / times) * 1e6;
      },
      emitted() {
        const elapsed = stopwatch();
        for (let index = 0; index < times; index += 1) emitter.emit("late", "task");
        return (elapsed() / times) * 1e6;
      },
    });
    await abandon(app);
    const answer = { question: "an event with no listener", unit: "ns", ours };
    return [
      // Of single nanoseconds, twice as many is still nothing that anybody would measure.
      row({ ...answer, beside: "a look at an empty set", theirs, goal: 2 }),
      row({ ...answer, beside: "EventEmitter.emit with no listener", theirs: emitted, goal: 1 }),
    ];
  },
};

/** A tree whose one task hands out the function that tells. */
async function startTeller(): Promise<{ readonly app: App; readonly tell: () => void }> {
  const { promise, resolve } = Promise.withResolvers<() => void>();
  const spec = supervisor("root", {}, [
    task("task", async ({ ignore, signal }) => {
      resolve(ignore);
      await new Promise((asked) => signal.addEventListener("abort", asked));
    }),
  ]);
  const app = await start(spec, { runtime: plainRuntime });
  return { app, tell: await promise };
}
