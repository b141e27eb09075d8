/** A promise for what is like one; anything else as it is. The promise's `then` is the language's own, which neither throws nor calls at once. */
export function adopt(answer: unknown): unknown {
  if (!isThenable(answer)) return answer;
  const promise = Promise.resolve(answer);
  return promise.then === Promise.prototype.then ? promise : new Promise((resolve) => resolve(promise));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
