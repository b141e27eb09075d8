import { commands } from "./administration.ts";
import { boot, stepBoot } from "./boot.ts";
import type { Command, CommandOf } from "./command.ts";
import type { Effect } from "./effect.ts";
import { condemned, exited, ignored, overdue, ready } from "./news.ts";
import { attempt } from "./round.ts";
import type { SupervisorState } from "./state.ts";
import { killAll, stepStop, stopAll } from "./stopping.ts";
import type { Turn } from "./turn.ts";
import { SHUTDOWN } from "../exit.ts";

type Handlers = { readonly [Name in Command["type"]]: (turn: Turn, command: CommandOf<Name>) => void };

/** What each command does. News of an incarnation in news.ts, what people ask for in administration.ts. */
const HANDLERS: Handlers = {
  boot,
  ready,
  ignored,
  exited,
  condemned,
  overdue,
  attempt: (turn, { round, ticket }) => attempt(turn, round, ticket),
  ...commands,
  stop: (turn) => stopAll(turn, SHUTDOWN),
  kill: (turn, { by }) => killAll(turn, by),
};

/**
 * How a supervisor behaves: one command in, effects out. Synchronous and deterministic; it owns and changes `state`, and
 * touches no clock, timer, promise or user code. What chance or the user decide comes with the command.
 *
 * @param effects is appended to and answered.
 */
export function decide(state: SupervisorState, command: Command, now: number, effects: Effect[] = []): Effect[] {
  if (state.phase.type === "ended") return afterTheEnd(state, command, effects);
  const turn: Turn = { state, now, effects };
  (HANDLERS[command.type] as (turn: Turn, command: Command) => void)(turn, command);
  stepBoot(turn);
  stepStop(turn);
  return effects;
}

function afterTheEnd(state: SupervisorState, command: Command, effects: Effect[]): Effect[] {
  if ("request" in command) effects.push({ type: "refuse", request: command.request, refusal: { code: "NOT_RUNNING" } });
  else if ("life" in command) state.stale += 1;
  return effects;
}
