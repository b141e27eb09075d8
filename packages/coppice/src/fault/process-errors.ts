import { rejectionMode } from "./rejection-mode.ts";

/** Whether somebody answers for an error that nobody caught or awaited. */
export type Answered = (error: unknown) => boolean;

/** A listener to rejections. */
type Listener = NodeJS.UnhandledRejectionListener & { readonly [OURS]?: true };

/** Marks the listeners to rejections of all copies of this library, which are not the program's own. The name is for ever. */
const OURS = Symbol.for("coppice.unhandled-rejection");

const REJECTION = "unhandledRejection";

/**
 * Asks about each error that is about to end the process, in the async context it arose in, until the answered function is called.
 * The process survives one that is answered for. Any other takes its way as if nobody had asked: to the program's own handlers, or to Node's
 * end of the process; hence the monitor, and hence no listener where Node counts listeners.
 */
export function watchProcessErrors(isAnswered: Answered): () => void {
  const mode = rejectionMode(process.execArgv, process.env["NODE_OPTIONS"]);
  const isAlwaysHeard = mode === "warn" || mode === "none";
  /** An error that was answered for as a rejection just now. A handler of the program's may throw it on, and it is not to be charged twice. */
  let rejected: { readonly reason: unknown } | undefined;

  /** Stands among the listeners for one error only, so that there is one. */
  function survive(): void {
    process.off("uncaughtException", survive);
  }

  function aboutToEnd(error: unknown): void {
    survive();
    if (isForDomain()) return;
    const isKnown = rejected !== undefined && Object.is(rejected.reason, error);
    // Where there is a capture callback, it is asked instead of the listeners, and this one waits to be taken away at the next error.
    if (isKnown || isAnswered(error)) process.on("uncaughtException", survive);
  }

  const unhandled: Listener = Object.assign(
    function unhandled(reason: unknown): void {
      if (!isAnswered(reason)) return;
      rejected = { reason };
      process.nextTick(() => (rejected = undefined));
    },
    { [OURS]: true as const },
  );

  // A rejection becomes an uncaught exception only where nobody listens to rejections, save in the mode "strict", where it always does.
  // Where it does not, it has to be listened to, before all others: one of them may throw it on. "warn" and "none" do the same
  // whether anybody listens or not.
  function added(event: string | symbol, listener: Listener): void {
    if (event !== REJECTION || listener[OURS]) return;
    if (!process.listeners(REJECTION).includes(unhandled)) process.prependListener(REJECTION, unhandled);
    // It is added only now, and may be put before ours. Ticks come before rejections.
    process.nextTick(comeFirst);
  }

  function comeFirst(): void {
    const listeners = process.listeners(REJECTION);
    if (!listeners.slice(0, Math.max(0, listeners.indexOf(unhandled))).some(isForeign)) return;
    process.off(REJECTION, unhandled);
    process.prependListener(REJECTION, unhandled);
  }

  function removed(event: string | symbol): void {
    if (event === REJECTION && !isAlwaysHeard && !process.listeners(REJECTION).some(isForeign)) process.off(REJECTION, unhandled);
  }

  process.on("uncaughtExceptionMonitor", aboutToEnd);
  if (mode !== "strict") {
    if (isAlwaysHeard || process.listeners(REJECTION).some(isForeign)) process.prependListener(REJECTION, unhandled);
    process.on("newListener", added);
    process.on("removeListener", removed);
  }

  return () => {
    process.off("newListener", added);
    process.off("removeListener", removed);
    process.off(REJECTION, unhandled);
    process.off("uncaughtExceptionMonitor", aboutToEnd);
    survive();
  };
}

function isForeign(listener: Listener): boolean {
  return listener[OURS] === undefined;
}

/** Whether a domain of Node's handles the error. It is asked after the monitors. */
function isForDomain(): boolean {
  const { domain } = process as { readonly domain?: { listenerCount(event: string): number } | null };
  return (domain?.listenerCount("error") ?? 0) > 0;
}
