import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { CoppiceError } from "../error.ts";
import { complete, type Exit, NORMAL } from "../exit.ts";
import { askRule } from "../child/exit-rule.ts";
import { isPromise } from "../child/is-promise.ts";
import type { ExitRule } from "../child/options.ts";
import { isRestarted } from "../restart/restart-type.ts";
import type { CustomStrategy, Sibling } from "../restart/strategy.ts";
import type { ChildRecord } from "./child-record.ts";
import type { Verdict } from "./command.ts";
import type { SupervisorState } from "./state.ts";

/** Told when a rule or a strategy of the user's threw, or answered nonsense. */
export type Fallback = (event: "exit-rule.failed" | "strategy.failed", child: ChildRecord, error: unknown) => void;

/**
 * What the user's rules say of an exit, found out before `decide` is asked: it calls no user code. A rule that throws
 * does not match; a strategy that throws takes all siblings along.
 */
export function judge(
  state: SupervisorState,
  strategy: CustomStrategy | undefined,
  child: ChildRecord,
  ended: Exit,
  random: () => number,
  fallback: Fallback,
): Verdict {
  const first = child.trouble?.condemned?.exit ?? ended;
  const { policy } = child;
  if (policy.success !== undefined || policy.fatal !== undefined) freeze(complete(first));
  const matches = (rule: ExitRule): boolean => {
    try {
      const answer = askRule(rule, first);
      if (isPromise(answer)) throw badRule(state, child);
      return Boolean(answer);
    } catch (error) {
      fallback("exit-rule.failed", child, error);
      return false;
    }
  };
  // That it ended well before it was ready was found out by these very rules.
  const isEarly = first.type === "failed" && first.error.code === "ENDED_BEFORE_READY";
  const exit = !isEarly && policy.success?.some(matches) ? NORMAL : first;
  const fatal = exit.fatal === true || policy.fatal?.some(matches) === true;
  const asked = strategy !== undefined && !fatal && asksStrategy(state, child, exit);
  return {
    exit,
    fatal,
    random: policy.backoff === undefined ? 0 : random(),
    affected: asked ? askStrategy(state, strategy, child, fallback) : undefined,
  };
}

/** A rule only looks: one that writes has thrown, and the supervisor's own word on why the child ended stays what it was. */
function freeze(exit: Exit): void {
  Object.freeze(exit);
  if (exit.type === "failed") Object.freeze(exit.error);
}

/** A strategy is asked about failures only: not about ends that restart nobody. */
function asksStrategy({ phase }: SupervisorState, child: ChildRecord, exit: Exit): boolean {
  if (phase.type === "stopping") return false;
  const from = child.trouble?.condemned?.from ?? child.state;
  return from === "starting" || (from === "running" && isRestarted(child.policy.restart, exit));
}

function askStrategy(
  state: SupervisorState,
  strategy: CustomStrategy,
  child: ChildRecord,
  fallback: Fallback,
): readonly ChildRecord[] {
  try {
    const ids: unknown = strategy(siblingOf(child), Object.freeze(Array.from(state.inOrder(), siblingOf)));
    if (isPromise(ids) || !Array.isArray(ids)) throw badStrategy(state, ids);
    return ids.map((id: unknown) => {
      const named = typeof id === "string" ? state.children.get(id) : undefined;
      if (named === undefined) throw badStrategy(state, ids);
      return named;
    });
  } catch (error) {
    fallback("strategy.failed", child, error);
    return [...state.inOrder()];
  }
}

function siblingOf({ id, spec, state, policy, restarts }: ChildRecord): Sibling {
  return Object.freeze({ id, kind: spec.kind.name, state, restart: policy.restart, restarts });
}

function badStrategy({ settings: { path } }: SupervisorState, answer: unknown): CoppiceError {
  const [came, mend] =
    answer instanceof Promise
      ? ["a promise", "It must answer at once: leave async out"]
      : [show(answer), "Answer the ids of those that the failure takes along, [] for none"];
  return new CoppiceError(
    "BAD_STRATEGY",
    `the strategy of ${path} answered ${came}: expected an array of ids of its children. ${mend}.`,
    { details: { path, given: jsonSafe(answer) } },
  );
}

function badRule({ settings }: SupervisorState, { id }: ChildRecord): CoppiceError {
  const path = `${settings.path}/${id}`;
  return new CoppiceError(
    "BAD_OPTION",
    `an exit rule of ${path} answered a promise: expected true or false. It must answer at once: leave async out.`,
    { details: { path } },
  );
}
