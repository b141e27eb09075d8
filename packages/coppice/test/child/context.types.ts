import type { Context } from "../../src/child/context.ts";

declare const ctx: Context;
declare const query: { then: PromiseLike<string>["then"]; limit(rows: number): void };
declare const either: (id: number) => string | Promise<number>;

/** What is bound keeps its arguments, and answers undefined where it fails: at once, or in place of what its promise resolves with. */
export const plain: (text: string) => number | undefined = ctx.bind((text: string) => text.length);
export const promised: () => Promise<number | undefined> | undefined = ctx.bind(async () => 1);
export const like: () => Promise<string | undefined> | undefined = ctx.bind(() => query);
export const mixed: (id: number) => string | Promise<number | undefined> | undefined = ctx.bind(either);

/** It may have failed. */
export async function count(): Promise<number> {
  const bound = ctx.bind(async () => 1);
  // @ts-expect-error: undefined where it rejected
  return await bound();
}
