import type { AnyMessage } from "../actor/protocol.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { bucketOf } from "./bucket.ts";

/**
 * Which worker of a pool a message goes to: "round-robin", one after the other; "random", by the runtime's random numbers; "least-loaded", the first with the
 * fewest messages waiting and at hand; "broadcast", all; `{ key }`, by a text of the message: the same text, the same worker, while the
 * size stays.
 */
export type Route<Message extends AnyMessage = AnyMessage> =
  | "round-robin"
  | "random"
  | "least-loaded"
  | "broadcast"
  | { readonly key: (message: Message) => string };

/** A worker, as it is chosen. */
export interface Candidate {
  /** An incarnation of it takes messages now. */
  readonly isUp: boolean;
  /** Its mailbox takes messages: it is up, or will come back by itself. */
  readonly isOpen: boolean;
  /** How many messages wait for it and are at hand. */
  readonly load: number;
}

/** Chooses one of the workers for a message: its index. */
export type Choose = (workers: readonly Candidate[], message: AnyMessage) => number;

type Fits = (worker: Candidate) => boolean;

const isUp: Fits = (worker) => worker.isUp;
const isOpen: Fits = (worker) => worker.isOpen;
const any: Fits = () => true;

/**
 * What chooses by a route that leads to one worker. Those that are up come first; where none is, those that will come back by themselves. By
 * key, one that is restarted keeps its keys, so that its messages stay in order.
 */
export function choosing(route: Exclude<Route<never>, "broadcast">, path: string, random: () => number): Choose {
  if (route === "round-robin") return roundRobin();
  if (route === "least-loaded") return (workers) => leastLoaded(workers, fitness(workers));
  if (route === "random") return (workers) => nth(workers, fitness(workers), random());
  return (workers, message) => {
    const key = keyOf(route as Route & object, path, message);
    const fits = workers.some(isOpen) ? isOpen : any;
    return bucketOf(key, workers.length, (at) => fits(workers[at] as Candidate));
  };
}

function fitness(workers: readonly Candidate[]): Fits {
  if (workers.some(isUp)) return isUp;
  return workers.some(isOpen) ? isOpen : any;
}

function roundRobin(): Choose {
  let last = -1;
  return (workers) => {
    const fits = fitness(workers);
    do last = (last + 1) % workers.length;
    while (!fits(workers[last] as Candidate));
    return last;
  };
}

function leastLoaded(workers: readonly Candidate[], fits: Fits): number {
  let best = 0;
  let least = Infinity;
  for (const [at, worker] of workers.entries()) {
    if (!fits(worker) || worker.load >= least) continue;
    best = at;
    least = worker.load;
  }
  return best;
}

/** The one at a share, from 0 to 1, of those that fit. */
function nth(workers: readonly Candidate[], fits: Fits, share: number): number {
  const fitting = workers
    .keys()
    .filter((at) => fits(workers[at] as Candidate))
    .toArray();
  return fitting[Math.floor(share * fitting.length)] as number;
}

function keyOf(route: Route & object, path: string, message: AnyMessage): string {
  const key: unknown = route.key(message);
  if (typeof key === "string") return key;
  throw new CoppiceError("BAD_OPTION", `${path}: route.key(message) answered ${show(key)}: expected a text`, {
    details: { path, given: jsonSafe(key) },
  });
}
