// The thread of grows-back.ts: in its first life it never forgets, until its heap is full.
import type { Context } from "coppice";

export default async function search({ incarnation, sleep }: Context): Promise<void> {
  console.log(incarnation === 1 ? "life 1 remembers everything" : `life ${incarnation} forgets`);
  await sleep("50ms");
  if (incarnation > 1) await sleep("1h");
  for (const seen: number[][] = []; ; await sleep(0)) {
    for (let more = 0; more < 100; more += 1) seen.push(Array.from({ length: 1_000 }, (_, index) => index + more));
  }
}
