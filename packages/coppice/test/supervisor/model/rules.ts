import { isAlive, isSettled } from "./child.ts";
import type { ModelChild, Round } from "./child.ts";
import type { World } from "./world.ts";

/** Applies the three rules until none has anything left to do. */
export function settle(world: World): void {
  while (world.rounds.some((round) => roundGoesOn(world, round)) || bootGoesOn(world) || endGoesOn(world));
}

// Each answers whether it did something.

function bootGoesOn(world: World): boolean {
  if (world.phase !== "booting") return false;
  if (world.toBoot.length === 0) {
    world.phase = "up";
    world.actions.push({ type: "up" });
    if (world.endAfterBoot !== undefined) world.end(world.endAfterBoot);
    return true;
  }
  const reached = world.config.concurrentBoot ? world.toBoot : world.toBoot.slice(0, 1);
  for (const child of reached) {
    if (isSettled(child) || isParked(world, child)) {
      child.begun = true;
      world.toBoot = world.toBoot.filter((other) => other !== child);
      return true;
    }
    if (!child.begun) {
      world.start(child, "boot");
      return true;
    }
  }
  return false;
}

/** All of its round are down, and only a command brings them back. */
function isParked(world: World, { round }: ModelChild): boolean {
  return round?.phase === "waiting" && world.dueOf(round) === Infinity;
}

function roundGoesOn(world: World, round: Round): boolean {
  const members = world.membersOf(round);
  const first = members[0];
  if (first === undefined) {
    world.rounds = world.rounds.filter((other) => other !== round);
    return true;
  }
  switch (round.phase) {
    case "stopping": {
      const last = members.findLast(isAlive);
      if (last === undefined) round.phase = "waiting";
      else if (last.state === "stopping") return false;
      else world.ask(last);
      return true;
    }
    case "waiting":
      if (!round.turned || world.dueOf(round) > world.now) return false;
      round.phase = "starting";
      return true;
    case "starting":
      if (isAlive(first)) return false;
      first.restarts += 1;
      world.start(first, "round");
      return true;
  }
}

function endGoesOn(world: World): boolean {
  if (world.phase !== "stopping" || world.ending === undefined) return false;
  const alive = world.alive();
  if (alive.length === 0) {
    world.phase = "down";
    world.actions.push({ type: "down", ...world.ending });
    return true;
  }
  const next = (world.config.dynamic ? alive : alive.slice(-1)).findLast((child) => child.state !== "stopping");
  if (next === undefined) return false;
  world.ask(next);
  return true;
}
