import { actor, type MailboxOptions, plainRuntime, start, supervisor } from "coppice";
import { PlainMailbox } from "../floor/plain-mailbox.ts";
import { alternate } from "../harness/alternate.ts";
import type { Question } from "../harness/question.ts";
import { row } from "../harness/row.ts";
import { stopwatch } from "../harness/stopwatch.ts";

const MESSAGE = { type: "add" } as const;

/** What it costs to tell an actor a message that it handles at once; and what priorities and a time to live add to it, where a mailbox has them. */
export const mailboxes: Question = {
  name: "mailboxes",
  variants: [false],
  async measure({ rounds, size }) {
    const { ours, ranked, mortal, theirs } = await alternate(rounds, {
      ours: async () => await tellActor(size, {}),
      ranked: async () => await tellActor(size, { priorities: true }),
      mortal: async () => await tellActor(size, { ttl: "1m" }),
      theirs: async () => await tellPlain(size),
    });
    const answer = { unit: "messages/s", beside: "a ring and one drain, by hand", theirs };
    return [
      row({ ...answer, question: "tell one actor", ours, goal: 2 }),
      row({ ...answer, question: "tell one actor, with priorities", ours: ranked, goal: 4 }),
      row({ ...answer, question: "tell one actor, with a time to live", ours: mortal, goal: 8 }),
    ];
  },
};

async function tellActor(times: number, mailbox: MailboxOptions): Promise<number> {
  const { handle, all } = counter(times);
  const spec = actor("counter", { receive: { add: handle } }, { mailbox: { capacity: Infinity, ...mailbox } });
  const app = await start(supervisor("root", [spec]), { runtime: plainRuntime });
  const ref = app.ref(spec);
  const answer = await rate(times, () => ref.tell(MESSAGE), all);
  await app.stop();
  return answer;
}

async function tellPlain(times: number): Promise<number> {
  const { handle, all } = counter(times);
  const mailbox = new PlainMailbox<typeof MESSAGE>(handle);
  return await rate(times, () => mailbox.tell(MESSAGE), all);
}

/** A handler, and a promise that it has seen all messages. */
function counter(times: number): { readonly handle: () => void; readonly all: Promise<void> } {
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let left = times;
  const handle = (): void => {
    left -= 1;
    if (left === 0) resolve();
  };
  return { handle, all };
}

/** Messages a second, from the first told to the last handled. */
async function rate(times: number, tellOne: () => void, all: Promise<void>): Promise<number> {
  const elapsed = stopwatch();
  for (let index = 0; index < times; index += 1) tellOne();
  await all;
  return times / (elapsed() / 1_000);
}
