// The three restart types, shown by three counters that do the same. Time is virtual, so that it is over at once.
import { type Context, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";

/** Counts to two. Its first life then fails, its second ends well, and a third one waits until it is stopped. */
async function count({ id, incarnation, sleep }: Context): Promise<void> {
  for (let number = 1; number <= 2; number += 1) {
    await sleep("1s");
    console.log(`${id}, life ${incarnation}: ${number}`);
  }
  if (incarnation === 1) throw new Error("lost count");
  if (incarnation === 2) return;
  await sleep("1h");
}

const counters = supervisor("counters", [
  task("permanent", count, { restart: "permanent" }), // always comes back
  task("transient", count, { restart: "transient" }), // comes back after a failure, not after it ended well
  task("temporary", count, { restart: "temporary" }), // never comes back, and is forgotten
]);

const runtime = virtualRuntime();
const app = await start(counters, { runtime });
await runtime.advance("10s");

for (const { id, state, restarts } of app.whichChildren()) console.log(`${id}: ${state}, restarted ${restarts} times`);
await app.stop();
