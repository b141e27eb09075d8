import type { ExitCause } from "../exit.ts";
import { isAbnormal } from "../exit.ts";
import { RestartWindow } from "../restart/restart-window.ts";
import { isUnreached } from "./boot.ts";
import { type ChildRecord, type Trouble, troubleOf } from "./child-record.ts";
import type { Verdict } from "./command.ts";
import { joinsUnstarted, leaveRound, openRound } from "./round.ts";
import { shutDownWith, stopAll } from "./stopping.ts";
import type { SupervisorState } from "./state.ts";
import { become, event, refuse, rest, takeStarter, type Turn } from "./turn.ts";

/**
 * A child failed, and is to come back: what that costs, how long it waits, and whom it takes along.
 *
 * A restart that waits spends the child's own budget only; one that does not, a unit of the supervisor's intensity
 * too, unless it joins a round whose starts have not begun.
 *
 * @param ran how long it had been ready, in milliseconds.
 */
export function failed(turn: Turn, child: ChildRecord, verdict: Verdict, ran: number): void {
  const trouble = troubleOf(child);
  const delay = nextDelay(child, trouble, ran, verdict.random);
  if (spendsBudget(turn, child, trouble)) {
    exhausted(turn, child, trouble, verdict);
    return;
  }
  const affected = affectedBy(turn, child, verdict);
  if (delay === 0 && !joinsUnstarted(affected) && turn.state.window.add(turn.now)) {
    giveUp(turn, "intensity", child);
    return;
  }
  trouble.due = turn.now + delay;
  become(turn, child, "restarting");
  event(turn, "child.restarting", "warn", child, { delay });
  openRound(turn, affected);
}

/** The supervisor bears no more: it stops its children and exits `gave-up`. */
export function giveUp(turn: Turn, why: "intensity" | "budget" | "fatal", child: ChildRecord): void {
  const { settings } = turn.state;
  const cause: ExitCause = { path: `${settings.path}/${child.id}`, exit: child.exit ?? { type: "normal" } };
  const hint = hintFor(child);
  become(turn, child, "stopped");
  event(turn, "supervisor.gave-up", "error", undefined, { why, cause, ...(hint && { hint }) });
  stopAll(turn, { type: "gave-up", why, cause, ...(hint && { hint }) }, "gave-up");
}

/** A permanent child that keeps ending well is nearly always one that was meant to end. */
function hintFor({ exit, policy, id }: ChildRecord): string | undefined {
  if (exit === undefined || isAbnormal(exit) || policy.restart !== "permanent") return undefined;
  return `"${id}" kept ending well and is permanent, so it was started again each time: give it restart: "transient" if it may end`;
}

function nextDelay({ policy: { backoff } }: ChildRecord, trouble: Trouble, ran: number, random: number): number {
  if (backoff === undefined) return 0;
  if (ran >= backoff.resetAfter) trouble.attempts = 0;
  const delay = backoff.delay(trouble.attempts, random);
  trouble.attempts += 1;
  return delay;
}

function spendsBudget(turn: Turn, child: ChildRecord, trouble: Trouble): boolean {
  const { budget } = child.policy;
  if (budget === undefined) return false;
  trouble.budget ??= new RestartWindow(budget.restarts, budget.within);
  return trouble.budget.add(turn.now);
}

function exhausted(turn: Turn, child: ChildRecord, trouble: Trouble, verdict: Verdict): void {
  const { onExhausted, coolDown } = child.policy;
  if (onExhausted === "escalate") {
    giveUp(turn, "budget", child);
  } else if (onExhausted === "stop") {
    event(turn, "child.exhausted", "error", child);
    refuse(turn, takeStarter(child), { code: "START_FAILED", child, exit: verdict.exit });
    rest(turn, child);
    shutDownWith(turn, child);
    leaveRound(turn, child);
  } else {
    const affected = affectedBy(turn, child, verdict);
    trouble.due = turn.now + coolDown;
    become(turn, child, "quarantined");
    event(turn, "child.quarantined", "error", child, coolDown === Number.POSITIVE_INFINITY ? {} : { coolDown });
    refuse(turn, takeStarter(child), { code: "START_FAILED", child, exit: verdict.exit });
    openRound(turn, affected);
  }
}

/** Those a failure takes along, itself among them, in the order of the specs; not those the boot has not reached. */
function affectedBy(turn: Turn, child: ChildRecord, verdict: Verdict): readonly ChildRecord[] {
  const { state } = turn;
  switch (state.settings.strategy) {
    case "one-for-one":
      return [child];
    case "one-for-all":
      return begunFrom(state, state.first);
    case "rest-for-one":
      return begunFrom(state, child);
    case "custom": {
      const named = new Set(verdict.affected).add(child);
      return begunFrom(state, state.first).filter((one) => named.has(one));
    }
  }
}

function begunFrom(state: SupervisorState, first: ChildRecord | undefined): readonly ChildRecord[] {
  const begun: ChildRecord[] = [];
  for (let child = first; child !== undefined; child = child.next) if (!isUnreached(state, child)) begun.push(child);
  return begun;
}
