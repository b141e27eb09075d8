import { AsyncLocalStorage } from "node:async_hooks";
import { CoppiceError } from "../error.ts";
import type { Runtime, Timer } from "../runtime/runtime.ts";
import { type Duration, formatDuration, milliseconds } from "../time/duration.ts";
import { seededRandom } from "./seeded-random.ts";

/** How a virtual runtime begins. */
export interface VirtualRuntimeOptions {
  /** What the random numbers follow from. Default: 1. */
  readonly seed?: number;
  /** How many turns may be taken at one instant before it counts as a loop without end. Default: 100,000. */
  readonly maxTurns?: number;
}

/**
 * A runtime whose time stands still until a test moves it. `now()` begins at 0, `wall()` at the year 2000. Promises and
 * I/O are real; only what goes through the runtime is virtual.
 */
export interface VirtualRuntime extends Runtime {
  /**
   * Moves time, and runs what comes due on the way: in order of due time, then of making, each call with all that follows from it at
   * once. Rejects with what a call throws; the rest stays due. Moves that are asked for meanwhile come one after another.
   *
   * @throws CoppiceError BAD_DURATION; UNSETTLED as `settle`.
   */
  advance(duration: Duration): Promise<void>;
  /**
   * Runs what is due now, until nothing follows from it: `soon` calls, timers, and the promises in between.
   *
   * @throws CoppiceError UNSETTLED when there is no end to it within `maxTurns`.
   */
  settle(): Promise<void>;
  /** How many timers are due in the future and would keep a process alive. */
  readonly pending: number;
}

const YEAR_2000 = Date.UTC(2000, 0, 1);

/** Node's own, also where a test puts another in its place later. */
const { setImmediate } = globalThis;

/** One for all virtual runtimes: on Node 22 each storage in use slows every promise. */
const lives = new AsyncLocalStorage<object | undefined>();

/** One turn of the real event loop: all microtasks run until there are none. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A call that is due at a time; `order` counts all calls of a runtime. */
interface Due {
  /** Whether it would keep a process alive. */
  held: boolean;
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/**
 * Makes a runtime for tests.
 *
 * ```ts
 * const runtime = virtualRuntime();
 * const app = await start(shop, { runtime });
 * await runtime.advance("30s");
 * ```
 */
export function virtualRuntime(options: VirtualRuntimeOptions = {}): VirtualRuntime {
  const { seed = 1, maxTurns = 100_000 } = options;
  let time = 0;
  let made = 0;
  const next: Due[] = [];
  /** In order of `at`, then `order`. */
  const timers: Due[] = [];
  let lane: Promise<void> = Promise.resolve();

  /** As with Node's own timers, a call runs in the async context it was made in. */
  function due(at: number, call: () => void): Due {
    const inContext = AsyncLocalStorage.snapshot();
    return { held: true, at, order: made++, call: () => inContext(call) };
  }

  function after(delay: number, call: () => void): Timer {
    const timer = due(time + Math.max(0, delay), call);
    timers.splice(placeOf(timers, timer), 0, timer);
    return {
      cancel() {
        const place = placeOf(timers, timer);
        if (timers[place] === timer) timers.splice(place, 1);
      },
      ref() {
        timer.held = true;
      },
      unref() {
        timer.held = false;
      },
    };
  }

  function isBusy(): boolean {
    return next.length > 0 || (timers[0] !== undefined && timers[0].at <= time);
  }

  /** The next call that is due now and was made before `end`. */
  function take(end: number): Due | undefined {
    if (next[0] !== undefined && next[0].order < end) return next.shift();
    const timer = timers[0];
    return timer !== undefined && timer.at <= time && timer.order < end ? timers.shift() : undefined;
  }

  async function settleNow(): Promise<void> {
    for (let turns = 0; ; turns += 1) {
      await turn();
      const end = made;
      if (!isBusy()) return;
      if (turns >= maxTurns) throw unsettled();
      for (let taken = take(end); taken !== undefined; taken = take(end)) {
        taken.call();
        await turn();
      }
    }
  }

  function unsettled(): CoppiceError {
    return new CoppiceError(
      "UNSETTLED",
      `Still busy after ${maxTurns} turns at ${formatDuration(time)} of virtual time, where at most ${maxTurns} are expected: something is called again ` +
        `and again without a delay, such as a child that fails at once with restarts: Infinity. Give it a backoff or a limit, or raise maxTurns.`,
      { details: { maxTurns, now: time } },
    );
  }

  async function advanceBy(span: number): Promise<void> {
    const target = time + span;
    await settleNow();
    for (let timer = timers[0]; timer !== undefined && timer.at <= target; timer = timers[0]) {
      time = Math.max(time, timer.at);
      await settleNow();
    }
    time = target;
    await settleNow();
  }

  function inLane(work: () => Promise<void>): Promise<void> {
    const done = lane.then(work);
    lane = done.catch(() => undefined);
    return done;
  }

  return {
    now: () => time,
    wall: () => YEAR_2000 + time,
    random: seededRandom(seed),
    after,
    soon: (call) => void next.push(due(time, call)),
    enter: (life, call) => lives.run(life, call),
    outside: (call) => lives.run(undefined, call),
    current: () => lives.getStore(),
    async advance(duration) {
      const span = milliseconds(duration, "advance(duration)");
      await inLane(() => advanceBy(span));
    },
    settle: () => inLane(settleNow),
    get pending() {
      return timers.filter(({ at, held }) => held && at > time).length;
    },
  };
}

/** Where a call stands, or would stand, in a list ordered by time and making. */
function placeOf(list: readonly Due[], wanted: Due): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = list[middle];
    if (found !== undefined && (found.at < wanted.at || (found.at === wanted.at && found.order < wanted.order))) low = middle + 1;
    else high = middle;
  }
  return low;
}
