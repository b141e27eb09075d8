import { isAlive } from "../child/life-cycle.ts";
import { type ChildRecord, type Round, troubleOf } from "./child-record.ts";
import { askToStop, become, begin, type Turn } from "./turn.ts";

/** Opens a round for those whom a failure takes along, or joins them to the rounds that are open among them. */
export function openRound(turn: Turn, affected: readonly ChildRecord[]): void {
  const rounds = openRounds(affected);
  const [first, ...others] = rounds;
  const round = first ?? { members: affected, phase: "stopping", at: 0, ticket: 0 };
  for (const open of rounds) unwait(turn, open);
  if (first !== undefined && affected.length + first.members.length > 2) round.members = union(affected, rounds);
  for (const other of others) other.members = [];
  round.phase = "stopping";
  round.at = round.members.length - 1;
  for (const member of round.members) {
    member.round = round;
    if (member.state === "stopped") become(turn, member, "waiting");
  }
  advance(turn, round);
}

/** Whether a failure that takes these along joins a round whose starts have not begun. */
export function joinsUnstarted(affected: readonly ChildRecord[]): boolean {
  return affected.some(({ round }) => round !== undefined && round.phase !== "starting");
}

/** Takes a child out of its round; the round goes on without it. */
export function leaveRound(turn: Turn, child: ChildRecord): void {
  const { round } = child;
  if (round === undefined) return;
  child.round = undefined;
  if (round.phase === "waiting") {
    unwait(turn, round);
    wait(turn, round);
  } else {
    advance(turn, round);
  }
}

/**
 * Whether a round waits for a quarantine that only a command ends. The boot does not wait for its members: nobody has the tree, to
 * revive the child, before the boot is over.
 */
export function isParked(round: Round): boolean {
  return round.phase === "waiting" && dueOf(round, 0) === Number.POSITIVE_INFINITY;
}

/** Moves a round on, after one of its members went down or became ready. */
export function advance(turn: Turn, round: Round): void {
  if (round.phase === "stopping") stopNext(turn, round);
  else if (round.phase === "starting") startNext(turn, round);
}

/** A wait is over: the members start. */
export function attempt(turn: Turn, round: Round, ticket: number): void {
  if (round.phase !== "waiting" || round.ticket !== ticket) return;
  round.phase = "starting";
  round.at = 0;
  for (const member of round.members) {
    if (member.round === round && member.state === "quarantined") pardon(member);
  }
  startNext(turn, round);
}

/** Ends a quarantine by command: the child is tried as if it had never failed. */
export function revive(turn: Turn, child: ChildRecord): void {
  pardon(child);
  troubleOf(child).due = turn.now;
  become(turn, child, "restarting");
  const { round } = child;
  if (round?.phase !== "waiting") return;
  unwait(turn, round);
  wait(turn, round);
}

/** Drops a round: its members belong to none, and what it waited for is off. */
export function dropRound(turn: Turn, round: Round): void {
  unwait(turn, round);
  for (const member of round.members) if (member.round === round) member.round = undefined;
}

function pardon(child: ChildRecord): void {
  const trouble = troubleOf(child);
  trouble.attempts = 0;
  trouble.budget?.clear();
}

function stopNext(turn: Turn, round: Round): void {
  for (; round.at >= 0; round.at -= 1) {
    const member = round.members[round.at] as ChildRecord;
    if (member.round !== round || !isAlive(member.state)) continue;
    if (member.state !== "stopping") askToStop(turn, member);
    return;
  }
  round.phase = "waiting";
  wait(turn, round);
}

function startNext(turn: Turn, round: Round): void {
  for (; round.at < round.members.length; round.at += 1) {
    const member = round.members[round.at] as ChildRecord;
    if (member.round !== round) continue;
    if (!isAlive(member.state)) {
      member.restarts += 1;
      begin(turn, member);
    }
    return;
  }
}

function wait(turn: Turn, round: Round): void {
  const due = dueOf(round, turn.now);
  if (due === undefined) return;
  if (due === Number.POSITIVE_INFINITY) {
    const { phase } = turn.state;
    if (phase.type === "booting") {
      for (const member of round.members) if (member.round === round) phase.boot.awaited?.delete(member);
    }
    return;
  }
  round.ticket += 1;
  turn.effects.push({ type: "wait", round, ticket: round.ticket, delay: due - turn.now });
}

/** The latest due time of its members, `now` at the earliest; undefined when it has none left. */
function dueOf(round: Round, now: number): number | undefined {
  let due: number | undefined;
  for (const member of round.members) {
    if (member.round === round) due = Math.max(due ?? now, member.trouble?.due ?? now);
  }
  return due;
}

function unwait(turn: Turn, round: Round): void {
  if (round.phase !== "waiting") return;
  round.ticket += 1;
  turn.effects.push({ type: "unwait", round });
}

function openRounds(affected: readonly ChildRecord[]): readonly Round[] {
  const [only] = affected;
  if (affected.length === 1) return only?.round === undefined ? [] : [only.round];
  const rounds = new Set<Round>();
  for (const { round } of affected) if (round !== undefined) rounds.add(round);
  return [...rounds];
}

function union(affected: readonly ChildRecord[], rounds: readonly Round[]): readonly ChildRecord[] {
  const members = new Set(affected);
  for (const round of rounds) {
    for (const member of round.members) if (member.round === round) members.add(member);
  }
  return [...members].toSorted((a, b) => a.position - b.position);
}
