import { CoppiceError } from "../error.ts";
import type { Severity } from "../event/event.ts";
import { type ChildState, isAlive, LIFE_CYCLE } from "../child/life-cycle.ts";
import type { Exit, KilledBy } from "../exit.ts";
import { type ChildRecord, shutdownOf, troubleOf } from "./child-record.ts";
import type { Effect } from "./effect.ts";
import type { Refusal, Request } from "./child-record.ts";
import type { SupervisorState } from "./state.ts";

/** One decision while it is being made: the state it changes, the time, and the effects so far. */
export interface Turn {
  readonly state: SupervisorState;
  readonly now: number;
  readonly effects: Effect[];
}

/** Moves a child to another state of its life. The one place that writes it. */
export function become(turn: Turn, child: ChildRecord, next: ChildState): void {
  const from = child.state;
  if (LIFE_CYCLE[from][next] === undefined) {
    throw new CoppiceError("INTERNAL", `a child cannot go from ${from} to ${next} (${turn.state.settings.path}/${child.id})`);
  }
  if ((from === "stopped") !== (next === "stopped")) {
    const change = next === "stopped" ? -1 : 1;
    turn.state.census.count += change;
    if (child.policy.significant) turn.state.significantUp += change;
  }
  if (child.trouble !== undefined && (next === "starting" || next === "stopped")) child.trouble.due = Number.NEGATIVE_INFINITY;
  if (from === "stopping") child.took = turn.now - child.since;
  child.state = next;
  child.since = turn.now;
  turn.state.touch(child);
  if (child.kept !== undefined && (next === "stopped" || next === "quarantined")) {
    turn.effects.push({ type: "rest", child, state: next });
  }
  const { phase } = turn.state;
  if (phase.type === "booting" && (next === "running" || next === "stopped" || next === "quarantined")) {
    phase.boot.awaited?.delete(child);
  }
}

/** Begins the next incarnation. */
export function begin(turn: Turn, child: ChildRecord): void {
  become(turn, child, "starting");
  child.incarnation += 1;
  if (child.trouble !== undefined) child.trouble.killed = false;
  event(turn, "child.starting", "debug", child);
  turn.effects.push({ type: "start", child });
}

/** Asks a live incarnation to end, or kills it where its policy says not to ask. */
export function askToStop(turn: Turn, child: ChildRecord): void {
  become(turn, child, "stopping");
  if (shutdownOf(child) === "brutal") {
    killNow(turn, child, "brutal");
    return;
  }
  event(turn, "child.stopping", "debug", child);
  turn.effects.push({ type: "stop", child });
}

/** Ends a live incarnation by force. */
export function killNow(turn: Turn, child: ChildRecord, by: KilledBy): void {
  const trouble = troubleOf(child);
  if (child.state !== "stopping") become(turn, child, "stopping");
  if (trouble.killed) return;
  trouble.killed = true;
  turn.effects.push({ type: "kill", child, by });
}

/** Takes a child and its spec out of the supervisor. It is down. */
export function forget(turn: Turn, child: ChildRecord): void {
  const { state } = turn;
  if (state.phase.type === "booting") {
    const { boot } = state.phase;
    if (boot.cursor === child) boot.cursor = child.next;
    boot.awaited?.delete(child);
  }
  state.remove(child);
  if (child.kept !== undefined) turn.effects.push({ type: "rest", child, state: "gone" });
  event(turn, "child.removed", "debug", child);
}

/** Leaves a child that is down to rest: its spec is kept, or forgotten where it is temporary or of a dynamic supervisor. */
export function rest(turn: Turn, child: ChildRecord): void {
  if (child.state !== "stopped") become(turn, child, "stopped");
  refuse(turn, takeStarter(child), { code: "CANCELLED", child });
  if (child.policy.restart === "temporary" || turn.state.settings.dynamic) forget(turn, child);
}

/** Tells those who waited for the incarnation to end. */
export function tellWatchers(turn: Turn, child: ChildRecord, exit: Exit): void {
  const { trouble, incarnation } = child;
  if (trouble?.watchers === undefined) return;
  turn.effects.push({ type: "watched", child, incarnation, watchers: trouble.watchers, exit });
  trouble.watchers = undefined;
}

/** Tells that something happened, to a child or to the supervisor itself. */
export function event(
  turn: Turn,
  name: string,
  severity: Severity,
  child?: ChildRecord,
  data?: Readonly<Record<string, unknown>>,
): void {
  if (turn.state.observed) turn.effects.push({ type: "event", name, severity, child, data });
}

/** Settles a request well. */
export function answer(turn: Turn, request: Request | undefined, child: ChildRecord | undefined): void {
  if (request !== undefined) turn.effects.push({ type: "answer", request, child });
}

/** Settles a request with a refusal. */
export function refuse(turn: Turn, request: Request | undefined, refusal: Refusal): void {
  if (request !== undefined) turn.effects.push({ type: "refuse", request, refusal });
}

/** Settles those who wait for a child to be down. */
export function answerStoppers(turn: Turn, child: ChildRecord): void {
  const stoppers = child.trouble?.stoppers;
  if (stoppers === undefined || isAlive(child.state)) return;
  troubleOf(child).stoppers = undefined;
  for (const stopper of stoppers) answer(turn, stopper, child);
}

/** Takes the request of whoever waits for a child to be ready. */
export function takeStarter(child: ChildRecord): Request | undefined {
  const { trouble } = child;
  if (trouble?.starter === undefined) return undefined;
  const { starter } = trouble;
  trouble.starter = undefined;
  trouble.isNew = false;
  return starter;
}
