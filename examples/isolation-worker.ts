// The module that `isolation.ts` runs in the event loop, in a thread and in a process.
import type { Context } from "coppice";
import { once } from "node:events";
import { isMainThread } from "node:worker_threads";

/** Says at its end where it lived. Where it may, its first life ends all that is around it. */
export default async function worker(ctx: Context, args: { readonly main: number; readonly wild?: boolean }): Promise<void> {
  const place = process.pid !== args.main ? "a process of its own" : isMainThread ? "the event loop" : "a thread of its own";
  ctx.defer(() => ctx.shutdown(place));
  if (args.wild === true && ctx.incarnation === 1) setTimeout(() => process.exit(7), 10);
  await once(ctx.signal, "abort");
}
