import type { Context, ServiceObject } from "../../src/index.ts";

/** A task that runs until it is asked to stop. */
export function untilStopped({ signal }: Context): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A task that never ends, whatever it is asked. */
export function forever(): Promise<never> {
  return new Promise(() => {});
}

/** A task that fails as soon as it runs. */
export async function broken(): Promise<never> {
  throw new Error("boom");
}

/** A task that can be ended from outside, with an error or well. */
export interface Puppet {
  readonly run: (ctx: Context) => Promise<void>;
  /** How many incarnations there were. */
  readonly lives: number;
  fail(error: Error): void;
  end(): void;
}

/** Makes a puppet; it also ends when it is asked to stop. */
export function puppet(): Puppet {
  let lives = 0;
  let settle: { resolve(): void; reject(error: Error): void };
  return {
    run: async (ctx) => {
      lives += 1;
      await new Promise<void>((resolve, reject) => {
        settle = { resolve, reject };
        ctx.signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
    get lives() {
      return lives;
    },
    fail: (error) => settle.reject(error),
    end: () => settle.resolve(),
  };
}

/** A service that notes when it starts and stops. */
export function noted(log: string[], id: string): () => ServiceObject {
  return () => ({
    start: () => void log.push(`start ${id}`),
    stop: () => void log.push(`stop ${id}`),
  });
}
