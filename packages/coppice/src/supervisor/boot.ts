import { stopAll } from "./stopping.ts";
import { SHUTDOWN } from "../exit.ts";
import type { ChildRecord } from "./child-record.ts";
import { begin, event, type Turn } from "./turn.ts";

/** The first start: children in the order of the specs, or together. */
export function boot(turn: Turn): void {
  const { state } = turn;
  const { concurrent } = state.settings;
  state.phase = {
    type: "booting",
    boot: { cursor: state.first, awaited: concurrent ? new Set(state.inOrder()) : undefined, autoShutdown: false },
  };
  if (concurrent) for (const child of [...state.inOrder()]) begin(turn, child);
}

/** Goes on with the boot as far as it can. */
export function stepBoot(turn: Turn): void {
  const { phase } = turn.state;
  if (phase.type !== "booting") return;
  const { boot } = phase;
  if (boot.awaited === undefined) {
    for (; boot.cursor !== undefined; boot.cursor = boot.cursor.next) {
      if (isUnbegun(boot.cursor)) {
        begin(turn, boot.cursor);
        return;
      }
      if (!hasOutcome(boot.cursor)) return;
    }
  } else if (boot.awaited.size > 0) return;
  turn.state.phase = { type: "running" };
  event(turn, "supervisor.started", "info");
  turn.effects.push({ type: "up" });
  if (boot.autoShutdown) stopAll(turn, SHUTDOWN, "auto-shutdown");
}

/** Whether the boot has not reached this child yet. */
export function isUnbegun(child: ChildRecord): boolean {
  return child.state === "waiting" && child.round === undefined;
}

function hasOutcome(child: ChildRecord): boolean {
  return child.state === "running" || child.state === "stopped" || child.state === "quarantined";
}
