import { PlainMailbox } from "../floor/plain-mailbox.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import type { Actors } from "./system.ts";

/** A letter that wants an answer. */
interface Asking {
  readonly reply: (value: number) => void;
}

/** Asks with a timer of its own, as one would write it by hand. */
function ask(actor: PlainMailbox<Asking>, timeout: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer in time")), timeout);
    actor.tell({
      reply: (value) => {
        clearTimeout(timer);
        resolve(value);
      },
    });
  });
}

/** A ring buffer and one scheduled drain: what actors cannot be cheaper than. */
export const plainActors: Pick<Actors, "tell" | "ask"> = {
  async tell(bursts, messages) {
    let count = 0;
    let handled: () => void = () => undefined;
    const actor = new PlainMailbox<{ readonly by: number }>(({ by }) => {
      count += by;
      if (count % messages === 0) handled();
    });
    const elapsed = stopwatch();
    for (let burst = 0; burst < bursts; burst += 1) {
      for (let index = 0; index < messages; index += 1) actor.tell({ by: 1 });
      await new Promise<void>((resolve) => (handled = resolve));
    }
    return elapsed();
  },
  async ask(asks) {
    let count = 0;
    const actor = new PlainMailbox<Asking>(({ reply }) => reply((count += 1)));
    const elapsed = stopwatch();
    for (let index = 0; index < asks; index += 1) await ask(actor, 5_000);
    return elapsed();
  },
};
