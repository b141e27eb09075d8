import { isAlive } from "../child/life-cycle.ts";
import { type ChildRecord, troubleOf } from "./child-record.ts";
import type { CommandOf, NamedCommand } from "./command.ts";
import { leaveRound, revive } from "./round.ts";
import { answer, answerStoppers, askToStop, begin, event, forget, refuse, rest, type Turn } from "./turn.ts";

type Named = NamedCommand<string>;
type Doer = (turn: Turn, child: ChildRecord, command: Named) => void;
type Commands = {
  readonly [Name in "start-child" | "stop-child" | "restart-child" | "delete-child" | "revive-child"]: (
    turn: Turn,
    command: CommandOf<Name>,
  ) => void;
};

/** What people ask of a running supervisor. */
export const commands: Commands = {
  "start-child": startChild,
  "stop-child": named(stopChild),
  "restart-child": named(restartChild, "static"),
  "delete-child": named(deleteChild, "static"),
  "revive-child": named(reviveChild),
};

function startChild(turn: Turn, { child, request }: CommandOf<"start-child">): void {
  const { state } = turn;
  const present = state.children.get(child.id);
  if (state.phase.type === "stopping") {
    refuse(turn, request, { code: "NOT_RUNNING" });
  } else if (present !== undefined) {
    refuse(turn, request, { code: isAlive(present.state) ? "ALREADY_STARTED" : "ALREADY_PRESENT", child: present });
  } else if (state.children.size >= state.settings.maxChildren) {
    refuse(turn, request, { code: "MAX_CHILDREN", child });
  } else if (state.census.count >= state.census.limit) {
    refuse(turn, request, { code: "MAX_CHILDREN", child, limit: state.census.limit });
  } else {
    state.add(child);
    const trouble = troubleOf(child);
    trouble.starter = request;
    trouble.isNew = true;
    begin(turn, child);
  }
}

function stopChild(turn: Turn, child: ChildRecord, { request }: Named): void {
  if (isAlive(child.state)) {
    const trouble = troubleOf(child);
    (trouble.stoppers ??= []).push(request);
    if (child.state !== "stopping") askToStop(turn, child);
    leaveRound(turn, child);
    return;
  }
  rest(turn, child);
  leaveRound(turn, child);
  answerStoppers(turn, child);
  answer(turn, request, child);
}

function restartChild(turn: Turn, child: ChildRecord, command: Named): void {
  if (isAlive(child.state)) refuse(turn, command.request, { code: "RUNNING", child });
  else if (child.state === "quarantined") reviveChild(turn, child, command);
  else if (child.state !== "stopped") refuse(turn, command.request, { code: "RESTARTING", child });
  else if (turn.state.census.count >= turn.state.census.limit) {
    refuse(turn, command.request, { code: "MAX_CHILDREN", child, limit: turn.state.census.limit });
  } else {
    troubleOf(child).starter = command.request;
    begin(turn, child);
  }
}

function deleteChild(turn: Turn, child: ChildRecord, { request }: Named): void {
  if (isAlive(child.state)) refuse(turn, request, { code: "RUNNING", child });
  else if (child.state !== "stopped" && child.state !== "quarantined") refuse(turn, request, { code: "RESTARTING", child });
  else {
    forget(turn, child);
    leaveRound(turn, child);
    answer(turn, request, child);
  }
}

function reviveChild(turn: Turn, child: ChildRecord, { request }: Named): void {
  if (child.state !== "quarantined") {
    refuse(turn, request, { code: "NOT_QUARANTINED", child });
    return;
  }
  event(turn, "child.revived", "info", child);
  revive(turn, child);
  answer(turn, request, child);
}

function named(does: Doer, of: "static" | "any" = "any"): (turn: Turn, command: Named) => void {
  return (turn, command) => {
    const { state } = turn;
    const { id, request } = command;
    const child = state.children.get(id);
    if (state.phase.type === "stopping") refuse(turn, request, { code: "NOT_RUNNING" });
    else if (of === "static" && state.settings.dynamic) refuse(turn, request, { code: "UNSUPPORTED", id });
    else if (child === undefined) refuse(turn, request, { code: "NOT_FOUND", id });
    else does(turn, child, command);
  };
}
