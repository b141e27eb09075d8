/** Frees what nothing refers to. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) {
    throw new Error("The garbage collector cannot be called: run the bench with `npm run bench`, or node with --expose-gc.");
  }
  globalThis.gc();
}

/** The bytes that what is referred to takes on the heap of JavaScript. */
export function heapInUse(): number {
  // What the first collection finds dead only by finalizing, the second frees.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
