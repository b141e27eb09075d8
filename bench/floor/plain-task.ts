import { AsyncLocalStorage } from "node:async_hooks";

/** The work of a task: the same function for the floor and for the tree. */
export type Run = (context: { readonly signal: AbortSignal }) => Promise<unknown>;

/** Calls a task's function, or another of its functions, for a context: in an async context of its own, or as it is. */
export type Enter = <Result>(context: PlainContext, call: (context: PlainContext) => Result) => Result;

const contexts = new AsyncLocalStorage<PlainContext>();

/** The way into a task: with an async context or without. */
export function enterWith(asyncContexts: boolean): Enter {
  return asyncContexts ? (context, call) => contexts.run(context, call, context) : (context, call) => call(context);
}

/** Why every task is aborted: a shared error, as one made for each would cost more than the stop. */
const ASKED_TO_STOP = new Error("asked to stop");

/** What a task gets: a signal, whose controller is made when somebody looks. */
export class PlainContext {
  #controller: AbortController | undefined = undefined;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  abort(): void {
    this.#controller?.abort(ASKED_TO_STOP);
  }
}
