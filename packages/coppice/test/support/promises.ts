import type { Context } from "../../src/child/context.ts";

/** A promise that never settles: work that ignores its signal. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** Resolves when the child is asked to stop. */
export function untilStopped({ signal }: Context): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}

/** What is no promise, but is like one. */
export function thenable(then: (done: (value: unknown) => void) => void): PromiseLike<unknown> {
  // oxlint-disable-next-line unicorn/no-thenable -- the point of it
  return { then } as PromiseLike<unknown>;
}
