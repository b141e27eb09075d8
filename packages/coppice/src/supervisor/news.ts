import type { Incarnation } from "../child/contract.ts";
import { startFailure } from "../exit-text.ts";
import { NORMAL } from "../exit.ts";
import { isRestarted } from "../restart/restart-type.ts";
import type { ChildRecord } from "./child-record.ts";
import { shutdownOf, troubleOf } from "./child-record.ts";
import type { CommandOf, Verdict } from "./command.ts";
import { failed, giveUp } from "./failure.ts";
import { advance, leaveRound } from "./round.ts";
import { shutDownWith, stopAll } from "./stopping.ts";
import {
  answer,
  answerStoppers,
  askToStop,
  become,
  event,
  forget,
  killNow,
  refuse,
  rest,
  takeStarter,
  tellWatchers,
  type Turn,
} from "./turn.ts";

/** An incarnation is ready. */
export function ready(turn: Turn, { child, life }: CommandOf<"ready">): void {
  if (isStale(turn, child, life) || child.state !== "starting") return;
  if (life.branch !== undefined) turn.state.supervisors.add(child);
  become(turn, child, "running");
  event(turn, "child.started", "info", child);
  answer(turn, takeStarter(child), child);
  leaveRound(turn, child);
}

/** A start answered that there is nothing to run: the spec is kept, and siblings go on. */
export function ignored(turn: Turn, { child, life }: CommandOf<"ignored">): void {
  if (isStale(turn, child, life)) return;
  if (child.state === "starting" && turn.state.phase.type !== "stopping") {
    child.life = undefined;
    event(turn, "child.ignored", "info", child);
    tellWatchers(turn, child, NORMAL);
    answer(turn, takeStarter(child), child);
    rest(turn, child);
    leaveRound(turn, child);
  } else {
    exited(turn, { type: "exited", child, life, verdict: { exit: NORMAL, fatal: false, random: 0 } });
  }
}

/** It must be brought down: its own failure, whatever it ends with. */
export function condemned(turn: Turn, { child, life, exit }: CommandOf<"condemned">): void {
  if (isStale(turn, child, life)) return;
  if (child.state !== "starting" && child.state !== "running") return;
  troubleOf(child).condemned = { exit, from: child.state, after: turn.now - child.since };
  event(turn, "child.failing", "warn", child, { exit });
  askToStop(turn, child);
}

/** A start, or a stop, took longer than it may. */
export function overdue(turn: Turn, { child, life, of }: CommandOf<"overdue">): void {
  if (isStale(turn, child, life) || child.state !== of) return;
  // What showed only after it was asked that it is a mount has all the time it needs.
  if (of === "stopping") {
    if (shutdownOf(child) !== Number.POSITIVE_INFINITY) killNow(turn, child, "shutdown-timeout");
  } else
    condemned(turn, { type: "condemned", child, life, exit: { type: "timeout", of: "start", after: child.policy.startTimeout } });
}

/** An incarnation has ended. The verdict's exit is the first cause, where it was condemned. */
export function exited(turn: Turn, { child, life, verdict }: CommandOf<"exited">): void {
  if (isStale(turn, child, life)) return;
  const { from, after } = child.trouble?.condemned ?? { from: child.state, after: turn.now - child.since };
  const asked = child.trouble?.stoppers !== undefined;
  if (life.isForced) troubleOf(child).killed = true;
  child.life = undefined;
  child.exit = verdict.exit;
  if (child.trouble?.condemned !== undefined) child.trouble.condemned = undefined;
  tellExit(turn, child, verdict);
  tellWatchers(turn, child, verdict.exit);
  if (turn.state.phase.type === "stopping") endInStop(turn, child);
  else if (from === "stopping" || asked) endAsAsked(turn, child);
  else if (from === "starting") endBeforeReady(turn, child, verdict);
  else endByItself(turn, child, verdict, after);
  answerStoppers(turn, child);
}

function endInStop(turn: Turn, child: ChildRecord): void {
  become(turn, child, "stopped");
  if (turn.state.phase.type === "stopping") turn.state.phase.left -= 1;
}

/** Down because a command or a round of its siblings asked for it. */
function endAsAsked(turn: Turn, child: ChildRecord): void {
  const { round } = child;
  if (round === undefined || isForgetful(turn, child)) {
    rest(turn, child);
    leaveRound(turn, child);
  } else {
    become(turn, child, "waiting");
    advance(turn, round);
  }
}

/** A start that failed: the command's that asked, the supervisor's, or one more failure for the policy. */
function endBeforeReady(turn: Turn, child: ChildRecord, verdict: Verdict): void {
  const { state } = turn;
  const isNew = child.trouble?.isNew === true;
  const byPolicy = child.policy.onStartFailure === "policy" && (isNew || child.trouble?.starter === undefined);
  if (child.trouble?.starter !== undefined && child.round === undefined && !byPolicy) {
    refuse(turn, takeStarter(child), { code: "START_FAILED", child, exit: verdict.exit });
    rest(turn, child);
    if (isNew && state.children.get(child.id) === child) forget(turn, child);
    leaveRound(turn, child);
  } else if (state.phase.type === "booting" && child.round === undefined && !byPolicy) {
    become(turn, child, "stopped");
    const { path } = state.settings;
    stopAll(turn, startFailure(path, `${path}/${child.id}`, verdict.exit), "start-failed");
  } else if (verdict.fatal) {
    giveUp(turn, "fatal", child);
  } else if (child.policy.restart === "temporary") {
    refuse(turn, takeStarter(child), { code: "START_FAILED", child, exit: verdict.exit });
    rest(turn, child);
    shutDownWith(turn, child);
    leaveRound(turn, child);
  } else {
    failed(turn, child, verdict, 0);
  }
}

/** It was ready once, and ended without being asked. */
function endByItself(turn: Turn, child: ChildRecord, verdict: Verdict, ran: number): void {
  if (verdict.fatal) giveUp(turn, "fatal", child);
  else if (isRestarted(child.policy.restart, verdict.exit)) failed(turn, child, verdict, ran);
  else if (child.round !== undefined && !isForgetful(turn, child)) {
    become(turn, child, "waiting");
    shutDownWith(turn, child);
    if (child.round !== undefined) advance(turn, child.round);
  } else {
    rest(turn, child);
    shutDownWith(turn, child);
    leaveRound(turn, child);
  }
}

function tellExit(turn: Turn, child: ChildRecord, { exit, fatal }: Verdict): void {
  if (!turn.state.observed) return;
  const asked = exit.type === "normal" || exit.type === "shutdown";
  event(turn, "child.exited", asked ? "info" : "error", child, fatal ? { exit: { ...exit, fatal } } : { exit });
}

function isForgetful(turn: Turn, child: ChildRecord): boolean {
  return child.policy.restart === "temporary" || turn.state.settings.dynamic;
}

function isStale(turn: Turn, child: ChildRecord, life: Incarnation): boolean {
  if (child.life === life) return false;
  turn.state.stale += 1;
  return true;
}
