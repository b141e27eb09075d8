/** Whether a user's function answered a promise. Nobody awaits it, and its rejection must not end the process. */
export function isPromise(answer: unknown): boolean {
  if (!(answer instanceof Promise)) return false;
  answer.catch(() => undefined);
  return true;
}
