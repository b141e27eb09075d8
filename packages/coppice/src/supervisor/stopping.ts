import { isAlive } from "../child/life-cycle.ts";
import { type Exit, type KilledBy, SHUTDOWN } from "../exit.ts";
import type { ChildRecord } from "./child-record.ts";
import { dropRound } from "./round.ts";
import type { StoppingPhase } from "./state.ts";
import { answerStoppers, askToStop, become, event, killNow, refuse, takeStarter, type Turn } from "./turn.ts";

/** Why a supervisor stops by its own decision, as its event says it. */
export type StopCause = "asked" | "auto-shutdown" | "gave-up" | "start-failed" | "killed";

/** Brings all children down, last first (those of a dynamic supervisor together), and ends with `exit`. The first cause wins. */
export function stopAll(turn: Turn, exit: Exit, cause: StopCause = "asked"): void {
  const { state } = turn;
  if (state.phase.type === "stopping") return;
  beginStop(turn, exit, cause);
  if (!state.settings.dynamic) return;
  for (let child = state.last; child !== undefined; child = child.previous) {
    if (child.state === "starting" || child.state === "running") askToStop(turn, child);
  }
}

/** A child ended by itself for good: where it is significant, the supervisor may end with it. */
export function shutDownWith(turn: Turn, child: ChildRecord): void {
  if (!child.policy.significant) return;
  const { settings, phase, significantUp } = turn.state;
  const due = settings.autoShutdown === "any-significant" || (settings.autoShutdown === "all-significant" && significantUp === 0);
  if (!due) return;
  if (phase.type === "booting") phase.boot.autoShutdown = true;
  else stopAll(turn, SHUTDOWN, "auto-shutdown");
}

/** Ends all children by force, together, and the supervisor with them. */
export function killAll(turn: Turn, by: KilledBy): void {
  const { state } = turn;
  const exit: Exit = { type: "killed", by };
  const phase = state.phase.type === "stopping" ? state.phase : beginStop(turn, exit, "killed");
  phase.together = true;
  if (phase.exit.type === "shutdown") phase.exit = exit;
  for (let child = state.last; child !== undefined; child = child.previous) {
    if (isAlive(child.state)) killNow(turn, child, by);
  }
}

/** Goes on with the stop as far as it can. */
export function stepStop(turn: Turn): void {
  const { state } = turn;
  const { phase } = state;
  if (phase.type !== "stopping") return;
  if (!phase.together) {
    for (; phase.cursor !== undefined; phase.cursor = phase.cursor.previous) {
      if (!isAlive(phase.cursor.state)) continue;
      if (phase.cursor.state !== "stopping") askToStop(turn, phase.cursor);
      return;
    }
  }
  if (phase.left > 0) return;
  state.phase = { type: "ended", exit: phase.exit };
  event(turn, "supervisor.stopped", "info", undefined, { exit: phase.exit });
  turn.effects.push({ type: "down", exit: phase.exit });
}

/** Ends all that was under way but the children that are alive. */
function beginStop(turn: Turn, exit: Exit, cause: StopCause): StoppingPhase {
  const { state } = turn;
  event(turn, "supervisor.stopping", "info", undefined, { cause });
  turn.effects.push({ type: "closing" });
  let left = 0;
  for (const child of state.inOrder()) {
    if (child.round !== undefined) dropRound(turn, child.round);
    if (isAlive(child.state)) left += 1;
    else if (child.state !== "stopped") become(turn, child, "stopped");
    answerStoppers(turn, child);
    refuse(turn, takeStarter(child), { code: "NOT_RUNNING" });
  }
  const phase: StoppingPhase = { type: "stopping", exit, together: state.settings.dynamic, cursor: state.last, left };
  state.phase = phase;
  return phase;
}
