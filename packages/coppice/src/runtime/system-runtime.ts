import { AsyncLocalStorage } from "node:async_hooks";
import { plainRuntime } from "./plain-runtime.ts";
import type { Runtime } from "./runtime.ts";

const lives = new AsyncLocalStorage<object | undefined>();

/** The real world: Node's clocks, timers and event loop, with an async context for each child. */
export const systemRuntime: Runtime = Object.freeze<Runtime>({
  ...plainRuntime,
  enter: (life, call) => lives.run(life, call),
  outside: (call) => (lives.getStore() === undefined ? call() : lives.run(undefined, call)),
  current: () => lives.getStore(),
});
