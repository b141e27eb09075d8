import type { Run } from "../floor/plain-task.ts";

/** So many tasks that just are there: async functions that await what does not come as long as one of these is held. */
export function idle(size: number): Run[] {
  const forever = new Promise<never>(() => {});
  return Array.from<Run>({ length: size }).fill(async () => {
    await forever;
  });
}

/**
 * So many of the least that tasks can be: a promise each, and nothing around it. It waits for another one, which holds it as long as
 * one of these is held.
 */
export function bare(size: number): Run[] {
  const forever = new Promise<never>(() => {});
  return Array.from<Run>({ length: size }).fill(() => forever.then());
}

/** So many tasks that end when their signal says so. */
export function untilAsked(size: number): Run[] {
  return Array.from<Run>({ length: size }).fill(
    ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true })),
  );
}

/** A task that fails so often, and is idle then. */
export interface Failing {
  readonly run: Run;
  /** Resolves when it is idle. */
  readonly done: Promise<void>;
}

/** A task that fails at once, so often, with a new error each time. */
export function failing(times: number): Failing {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const [idly] = idle(1) as [Run];
  let left = times;
  const run: Run = async (context) => {
    left -= 1;
    if (left >= 0) throw new Error("failed at once");
    resolve();
    await idly(context);
  };
  return { run, done };
}

/** A task that runs for a turn of the loop, then fails; `latencies` are the milliseconds from each failure to running again. */
export function failingLater(times: number): Failing & { readonly latencies: readonly number[] } {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const [idly] = idle(1) as [Run];
  const latencies: number[] = [];
  let failedAt: number | undefined;
  const run: Run = async (context) => {
    if (failedAt !== undefined) latencies.push(performance.now() - failedAt);
    await new Promise((resume) => setImmediate(resume));
    if (latencies.length < times) {
      failedAt = performance.now();
      throw new Error("failed while it ran");
    }
    resolve();
    await idly(context);
  };
  return { run, done, latencies };
}
