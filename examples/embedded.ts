// A tree inside a program that was there before: started where it is needed, asked from outside, stopped by leaving the block.
// `await using` is there from Node 24 on; on Node 22 write `try { … } finally { await app.stop(); }`.
import { once } from "node:events";
import { type Context, logEvents, service, start, supervisor, task } from "coppice";
import { pino } from "pino";

/** The program's own logger, which leaves out what differs from run to run. */
const format = { level: (label: string) => ({ level: label }), log: () => ({}) };
const logger = pino({ base: null, timestamp: false, formatters: format }, process.stdout);

/** A part of the program as it was: it knows nothing of trees. */
class Quotes {
  #open = false;

  start(): void {
    this.#open = true;
    console.log("quotes: open");
  }

  stop(): void {
    this.#open = false;
    console.log("quotes: closed");
  }

  get next(): string {
    return this.#open ? "the wood grows back" : "nobody is here";
  }
}

const quotes = service("quotes", () => new Quotes());

async function read({ id, incarnation, signal, use }: Context): Promise<void> {
  console.log(`${id}, life ${incarnation}: ${use(quotes).next}`);
  await once(signal, "abort");
}

const background = supervisor("background", [quotes, task("reader", read)]);

console.log("the program is at work");
{
  await using app = await start(background, { listen: (events) => logEvents(events, logger) });
  const reader = app.child("reader"); // a child that is not in the literal does not compile

  await app.stopChild("reader");
  console.log(`reader: ${reader.info().state}`);
  await app.restartChild("reader");
  console.log(`reader: ${reader.info().state}`);

  const late = await app.startChild(task("late-reader", read));
  console.log(`${late.id}: ${late.info().state}`);
}
console.log("the program goes on without the tree");
