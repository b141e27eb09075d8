import { type Context, type Spec, task } from "coppice";
import autocannon from "autocannon";
import type { Address } from "./http.ts";
import type { Tally } from "./tally.ts";

/** The visitors come in waves: so many requests, of so many visitors, and the next wave not sooner than so much later. */
const WAVE = { requests: 100, visitors: 10, everyMs: 250 };

const PAGES = 20;

/** Visitors, for so long, as a child: one that ends well and stays down. */
export function load(address: Address, tally: Tally, milliseconds: number): Spec<undefined, "load"> {
  let endsAt: number | undefined;
  return task(
    "load",
    async (ctx) => {
      // The end stands: should the generator itself fail, the next one makes the rest.
      endsAt ??= ctx.now() + milliseconds;
      while (ctx.now() < endsAt) {
        const next = Math.min(ctx.now() + WAVE.everyMs, endsAt);
        await fire(ctx, address, tally);
        await ctx.sleep(Math.max(0, next - ctx.now()));
      }
      tally.loadOver.abort();
    },
    { restart: "transient" },
  );
}

/** One wave. A visitor does not wait: when the server is away, all that is left of the wave is refused at once. */
async function fire({ signal }: Context, address: Address, tally: Tally): Promise<void> {
  const wave = autocannon({
    url: address.url,
    amount: WAVE.requests,
    connections: WAVE.visitors,
    timeout: 2,
    sampleInt: 20,
    requests: [
      {
        setupRequest: (request) => {
          const visit = tally.nextVisit();
          return { ...request, path: `/pages/${Math.floor(Math.random() * PAGES)}?visit=${visit}` };
        },
        // After a reconnect autocannon may match answers with the wrong requests, so the answer itself says whose it is.
        onResponse: (_status, body) => {
          const visit = /visit=(\S+)/.exec(body)?.[1];
          if (visit !== undefined) tally.answered.add(visit);
        },
      },
    ],
  });
  const stop = (): void => wave.stop();
  signal.addEventListener("abort", stop);
  try {
    await wave;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
