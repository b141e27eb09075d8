import { stopAll } from "./stopping.ts";
import { SHUTDOWN } from "../exit.ts";
import type { ChildRecord } from "./child-record.ts";
import { isParked } from "./round.ts";
import type { SupervisorState } from "./state.ts";
import { begin, event, type Turn } from "./turn.ts";

/** The first start: children in the order of the specs, or together. */
export function boot(turn: Turn): void {
  const { state } = turn;
  const { concurrent } = state.settings;
  const awaited = concurrent ? new Set(state.inOrder()) : undefined;
  const end = state.last?.position ?? -1;
  state.phase = { type: "booting", boot: { cursor: state.first, end, awaited, autoShutdown: false } };
  if (concurrent) for (const child of [...state.inOrder()]) begin(turn, child);
}

/** Goes on with the boot as far as it can. */
export function stepBoot(turn: Turn): void {
  const { phase } = turn.state;
  if (phase.type !== "booting") return;
  const { boot } = phase;
  if (boot.awaited === undefined) {
    for (; boot.cursor !== undefined && boot.cursor.position <= boot.end; boot.cursor = boot.cursor.next) {
      if (boot.cursor.state === "waiting" && boot.cursor.round === undefined) begin(turn, boot.cursor);
      if (!hasOutcome(boot.cursor)) return;
    }
  } else if (boot.awaited.size > 0) return;
  turn.state.phase = { type: "running" };
  event(turn, "supervisor.started", "info");
  turn.effects.push({ type: "up" });
  if (boot.autoShutdown) stopAll(turn, SHUTDOWN, "auto-shutdown");
}

/** Whether the boot has yet to come to this child: until then no strategy sees it. */
export function isUnreached({ phase }: SupervisorState, child: ChildRecord): boolean {
  if (phase.type !== "booting" || phase.boot.awaited !== undefined || phase.boot.cursor === undefined) return false;
  return child.incarnation === 0 && child.position > phase.boot.cursor.position;
}

function hasOutcome({ state, round }: ChildRecord): boolean {
  return state === "running" || state === "stopped" || state === "quarantined" || (round !== undefined && isParked(round));
}
