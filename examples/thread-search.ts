// The module that `thread.ts` runs in a thread of its own.
import type { Context } from "coppice";

/** Looks for primes. Its first life gets lost in an endless loop, and cannot be asked for anything. */
export default async function search({ incarnation, sleep }: Context, args: { readonly from: number }): Promise<void> {
  await sleep("10ms");
  const end = incarnation === 1 ? Infinity : args.from + 100;
  for (let number = args.from; number < end; number += 1) isPrime(number);
  await sleep("1h");
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return number > 1;
}
