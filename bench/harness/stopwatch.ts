import { collectGarbage } from "./garbage.ts";

/** Starts to take the time, once the garbage of what came before is collected. The answered function tells the milliseconds since. */
export function stopwatch(): () => number {
  collectGarbage();
  const began = performance.now();
  return () => performance.now() - began;
}
