import type { Runtime } from "../runtime/runtime.ts";

/** A runtime whose clock is that of a tree elsewhere, where it is `now` at this moment. */
export function onClock(runtime: Runtime, now: number): Runtime {
  const ahead = now - runtime.now();
  return { ...runtime, now: () => runtime.now() + ahead };
}
