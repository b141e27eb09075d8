import type { ModelChild, Round } from "./child.ts";
import { delayOf, spend } from "./config.ts";
import type { ExitKind } from "./input.ts";
import type { World } from "./world.ts";

/** What becomes of a supervisor when an incarnation has ended. */
export function judgeExit(world: World, child: ModelChild, exit: ExitKind, affected: readonly string[]): void {
  const { spec, state, condemned } = child;
  const startFailed = child.readySince === undefined;
  if (state === "running") child.ranFor = world.now - (child.readySince ?? world.now);
  child.state = "stopped";
  child.startDue = undefined;
  child.stopDue = undefined;
  for (const call of child.stopCalls) world.answer(call, "ok");
  child.stopCalls = [];
  if (world.phase === "stopping") return;

  if (child.stoppedByCommand || (state === "stopping" && !condemned)) return world.comeBackOrRest(child);

  if (startFailed && child.round === undefined) {
    if (child.startedBy === "restart command") return world.rest(child);
    if (spec.onStartFailure === "fail") {
      if (child.startedBy === "start command") return world.forget(child);
      return world.end({ exit: "failed", why: "start-failed", child: spec.id });
    }
  }

  const judged = condemned || (startFailed && exit !== "fatal") ? "failed" : exit;
  if (judged === "fatal") return world.end({ exit: "gave-up", why: "fatal", child: spec.id });
  const abnormal = judged === "failed" || judged === "killed";
  const again = { permanent: true, transient: abnormal, temporary: false }[spec.restart];
  if (again) return fail(world, child, affected);
  world.comeBackOrRest(child);
  endedByItself(world, child);
}

function fail(world: World, child: ModelChild, verdict: readonly string[]): void {
  const affected = affectedBy(world, child, verdict);
  const joined = new Set(affected.map((one) => one.round));
  const paidFor = world.rounds.some((round) => joined.has(round) && round.phase !== "starting");

  const { backoff, budget, onExhausted, coolDown, id } = child.spec;
  if (backoff !== undefined && child.ranFor >= backoff.resetAfter) child.attempts = 0;
  const delay = delayOf(backoff, child.attempts);
  child.attempts += 1;

  if (budget !== undefined && !spend(child.spent, budget, world.now)) {
    if (onExhausted === "escalate") return world.end({ exit: "gave-up", why: "budget", child: id });
    if (onExhausted === "stop") {
      world.rest(child);
      return endedByItself(world, child);
    }
    child.state = "quarantined";
    child.due = coolDown === undefined ? undefined : world.now + coolDown;
    world.answerStart(child, "START_FAILED");
  } else {
    const free = delay > 0 || paidFor;
    if (!free && !spend(world.spent, world.config.intensity, world.now)) {
      return world.end({ exit: "gave-up", why: "intensity", child: id });
    }
    child.state = "restarting";
    child.due = world.now + delay;
  }

  const round: Round = { phase: "stopping", turned: false };
  for (const one of world.children) {
    if (!affected.includes(one) && (one.round === undefined || !joined.has(one.round))) continue;
    one.round = round;
    if (one.state === "stopped") one.state = "waiting";
  }
  world.rounds = [...world.rounds.filter((other) => !joined.has(other)), round];
}

function affectedBy(world: World, failed: ModelChild, verdict: readonly string[]): ModelChild[] {
  const from = world.children.indexOf(failed);
  return world.children.filter((child, index) => {
    if (child === failed) return true;
    if (!child.begun) return false;
    switch (world.config.strategy) {
      case "one-for-one":
        return false;
      case "one-for-all":
        return true;
      case "rest-for-one":
        return index > from;
      case "custom":
        return verdict.includes(child.spec.id);
    }
  });
}

function endedByItself(world: World, child: ModelChild): void {
  if (!child.spec.significant) return;
  const { autoShutdown } = world.config;
  const left = world.children.some((other) => other.spec.significant && other.state !== "stopped");
  if (autoShutdown === "any-significant" || (autoShutdown === "all-significant" && !left)) {
    const ending = { exit: "shutdown", why: "auto-shutdown", child: child.spec.id } as const;
    if (world.phase === "booting") world.endAfterBoot ??= ending;
    else world.end(ending);
  }
}
