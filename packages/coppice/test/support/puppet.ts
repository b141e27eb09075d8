import type { Context } from "coppice";

/** The task of a test: it lives until it is asked to stop, unless the test ends its last incarnation before. */
export class Puppet {
  /** The contexts of its incarnations, the first first. */
  readonly lives: Context[] = [];
  /** Whether it takes no notice when it is asked to stop: then it ends when the test says so. */
  deaf = false;
  #end: { readonly resolve: (value?: unknown) => void; readonly reject: (error: unknown) => void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };

  readonly run = async (ctx: Context): Promise<unknown> => {
    this.lives.push(ctx);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#end = { resolve, reject };
    ctx.signal.addEventListener("abort", () => {
      if (!this.deaf) reject(ctx.signal.reason);
    });
    return await promise;
  };

  /** How many incarnations were begun. */
  get count(): number {
    return this.lives.length;
  }

  /** The context of the last incarnation. */
  get ctx(): Context {
    const last = this.lives.at(-1);
    if (last === undefined) throw new Error("the puppet was never started");
    return last;
  }

  /** Makes the last incarnation throw. */
  fail(message = "broken"): void {
    this.#end.reject(new Error(message));
  }

  /** Makes the last incarnation end well. */
  end(): void {
    this.#end.resolve();
  }
}

/** A task that lives until it is asked to stop. */
export async function idle({ signal }: Context): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve());
  await promise;
}
