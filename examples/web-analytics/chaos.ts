import { type Context, type Spec, task } from "coppice";
import type { Address } from "./http.ts";
import { CRASH_ROUTES, type CrashPart, type Tally } from "./tally.ts";

const PARTS = Object.keys(CRASH_ROUTES) as readonly CrashPart[];

/** Crashes a random part about every half second until the load is over, as a child: one that ends well and stays down. */
export function chaos(address: Address, tally: Tally): Spec<undefined, "chaos"> {
  return task("chaos", (ctx) => crashParts(ctx, address, tally), { restart: "transient" });
}

async function crashParts({ signal, sleep }: Context, address: Address, tally: Tally): Promise<void> {
  for (;;) {
    await sleep(400 + Math.random() * 200);
    if (tally.loadOver.signal.aborted) return;
    const part = PARTS[Math.floor(Math.random() * PARTS.length)] ?? "http";
    await request(`${address.url}${CRASH_ROUTES[part]}`, tally, signal);
  }
}

/** Like any client: an answer that came whole counts, whatever it says; one that did not, was refused. */
async function request(url: string, tally: Tally, signal: AbortSignal): Promise<void> {
  const visit = tally.nextVisit();
  try {
    const response = await fetch(`${url}?visit=${visit}`, { signal });
    await response.text();
    tally.answered.add(visit);
  } catch {
    signal.throwIfAborted();
  }
}
