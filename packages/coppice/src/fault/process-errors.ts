import { rejectionMode } from "./rejection-mode.ts";

/** Whether somebody answers for an error that nobody caught or awaited. */
export type Answered = (error: unknown) => boolean;

/**
 * Asks about each error that is about to end the process, in the async context it arose in, until the answered function is called.
 * The process survives one that is answered for. Any other takes its way as if nobody had asked: to the program's own handlers, or to Node's
 * end of the process; hence the monitor, and hence no listener where Node counts listeners.
 */
export function watchProcessErrors(isAnswered: Answered): () => void {
  const mode = rejectionMode(process.execArgv, process.env["NODE_OPTIONS"]);
  /** An error that was answered for as a rejection just now. A handler of the program's may throw it on, and it is not to be charged twice. */
  let rejected: { readonly reason: unknown } | undefined;

  /** Stands among the listeners for one error only, so that there is one. */
  function survive(): void {
    process.off("uncaughtException", survive);
  }

  function aboutToEnd(error: unknown): void {
    survive();
    const isKnown = rejected !== undefined && Object.is(rejected.reason, error);
    // Where there is a capture callback, it is asked instead of the listeners, and this one waits to be taken away at the next error.
    if (isKnown || isAnswered(error)) process.on("uncaughtException", survive);
  }

  function unhandled(reason: unknown): void {
    if (!isAnswered(reason)) return;
    rejected = { reason };
    process.nextTick(() => (rejected = undefined));
  }

  // A rejection becomes an uncaught exception only where nobody listens to rejections, save in the mode "strict", where it always does.
  // Where it does not, it has to be listened to, before all others: one of them may throw it on. "warn" and "none" do the same
  // whether anybody listens or not.
  function added(event: string | symbol, listener: unknown): void {
    if (event !== "unhandledRejection" || listener === unhandled || process.listeners(event).includes(unhandled)) return;
    process.prependListener(event, unhandled);
  }

  function removed(event: string | symbol): void {
    if (event !== "unhandledRejection" || process.listeners(event).some((listener) => listener !== unhandled)) return;
    process.off(event, unhandled);
  }

  process.on("uncaughtExceptionMonitor", aboutToEnd);
  if (mode === "warn" || mode === "none") {
    process.prependListener("unhandledRejection", unhandled);
  } else if (mode !== "strict") {
    if (process.listenerCount("unhandledRejection") > 0) process.prependListener("unhandledRejection", unhandled);
    process.on("newListener", added);
    process.on("removeListener", removed);
  }

  return () => {
    process.off("newListener", added);
    process.off("removeListener", removed);
    process.off("unhandledRejection", unhandled);
    process.off("uncaughtExceptionMonitor", aboutToEnd);
    survive();
  };
}
