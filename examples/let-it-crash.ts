// When to retry, and when to let it crash. A "busy" is expected, and leaves everything as it was: it is tried again on the
// spot. An answer that makes no sense is not: who knows what the connection is worth. That is thrown, and the next life begins with
// a new one. Retries that do not help end the same way; the supervisor waits longer from time to time. Time is virtual.
import { type Context, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";

class Busy extends Error {}

/** What the other side answers, one after the other. */
const script = ["10", "busy", "busy", "11", "%$!", "12", "busy", "busy", "busy", "13"];

/** Asks for the price once. */
function ask(): number {
  const answer = script.shift() ?? "busy";
  if (answer === "busy") throw new Busy("busy");
  const price = Number(answer);
  if (Number.isNaN(price)) throw new Error(`the answer was "${answer}"`);
  return price;
}

/** Retries what is expected to pass, and nothing else. */
async function retried({ sleep }: Context): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof Busy) || attempt === 3) throw error;
      say(`busy, so again in ${attempt} s`);
      await sleep(attempt * 1_000);
    }
  }
}

async function follow(ctx: Context): Promise<void> {
  say(`connection ${ctx.incarnation} opens`);
  ctx.defer(() => say(`connection ${ctx.incarnation} closes`));
  while (script.length > 0) {
    say(`the price is ${await retried(ctx)}`);
    await ctx.sleep("10s");
  }
}

const runtime = virtualRuntime();

function say(text: string): void {
  console.log(`${String(runtime.now() / 1_000).padStart(3)} s  ${text}`);
}

const prices = supervisor("prices", [
  task("feed", follow, { restart: "transient", backoff: { first: "1s", initial: "5s", jitter: 0 } }),
]);

const app = await start(prices, { runtime });
app.subscribe((event) => {
  if (event.type === "child.exited" && event.exit.type === "failed") say(`the feed failed: ${event.exit.error.message}`);
});
await runtime.advance("2m");
say(`the feed is ${app.child("feed").info().state}`);
await app.stop();
