/** Where a child is in its life. */
export type ChildState = "waiting" | "starting" | "running" | "stopping" | "restarting" | "quarantined" | "stopped";

/**
 * The life of a child: from each state, the states that may follow. `docs/life-cycle.md` draws this table.
 *
 * - `waiting`: down, and its turn will come: the boot has not reached it, or a round of its siblings will bring it back.
 * - `starting`: an incarnation was begun and is not ready yet.
 * - `running`: ready.
 * - `stopping`: asked to end, and given its time.
 * - `restarting`: down after a failure of its own; the next attempt has its time.
 * - `quarantined`: parked, its budget is spent; a cool-down or a command revives it.
 * - `stopped`: down, and nothing but a command (or a round of its siblings) brings it back.
 */
export const LIFE_CYCLE: Readonly<Record<ChildState, Readonly<Partial<Record<ChildState, string>>>>> = Object.freeze({
  waiting: { starting: "its turn comes", stopped: "a command stops it, or the supervisor stops" },
  starting: {
    running: "it is ready",
    stopping: "it is asked to stop, or overran its start",
    restarting: "the start failed, and is tried again",
    quarantined: "the start failed, and its budget is spent",
    waiting: "it ended while its siblings' round took it along",
    stopped: "the start failed, or answered ignore",
  },
  running: {
    stopping: "it is asked to stop, or reported as broken",
    restarting: "it ended, and its restart type brings it back",
    quarantined: "it failed, and its budget is spent",
    waiting: "it ended while its siblings' round took it along",
    stopped: "it ended, and its restart type leaves it down",
  },
  stopping: {
    stopped: "it ended, as a command or the supervisor asked",
    waiting: "it ended, and comes back with its siblings",
    restarting: "it ended after it was reported as broken",
    quarantined: "it ended after it was reported as broken, and its budget is spent",
  },
  restarting: { starting: "its time has come", stopped: "a command cancels it, or the supervisor stops" },
  quarantined: {
    restarting: "a command revives it",
    starting: "it has cooled down",
    stopped: "a command stops it, or the supervisor stops",
  },
  stopped: { starting: "a command starts it", waiting: "a round of its siblings takes it along" },
});

/** Whether an incarnation is alive in this state. */
export function isAlive(state: ChildState): boolean {
  return state === "starting" || state === "running" || state === "stopping";
}
