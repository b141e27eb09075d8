import type { Runtime } from "../runtime/runtime.ts";

/**
 * Begins to take a time: answers how many milliseconds have passed. `performance` would tell it too, but a thread that has not asked it yet
 * has to load it first.
 */
export function stopwatch(): () => number {
  const since = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - since) / 1e6;
}

/** A runtime whose clock is that of a tree elsewhere, where it is `now` at this moment. */
export function onClock(runtime: Runtime, now: number): Runtime {
  const elapsed = stopwatch();
  return { ...runtime, now: () => now + elapsed() };
}
