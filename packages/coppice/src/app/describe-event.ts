import type { EventOf } from "../event/event.ts";
import { describeExit } from "../exit-text.ts";
import type { WatchdogEvents } from "../fault/watchdog/events.ts";
import { formatDuration } from "../time/duration.ts";
import type { TreeEvent } from "./events.ts";

/** An event in a sentence: "shop/web/http failed: TypeError: x is not a function". */
export function describeEvent(event: TreeEvent): string {
  return `${event.path} ${says(event)}`;
}

function says(event: TreeEvent): string {
  switch (event.type) {
    case "child.starting":
      return event.incarnation === 1 ? "starts" : `starts again, for the ${ordinal(event.incarnation ?? 0)} time`;
    case "child.started":
      return "is ready";
    case "child.ignored":
      return "has nothing to run";
    case "child.failing":
      return `${describeExit(event.exit)}: it is brought down`;
    case "child.stopping":
      return "is asked to stop";
    case "child.exited":
      return describeExit(event.exit);
    case "child.restarting":
      return event.delay === 0 ? "is restarted" : `is restarted in ${formatDuration(event.delay)}`;
    case "child.exhausted":
      return "has spent its budget of restarts and stays down";
    case "child.quarantined":
      return event.coolDown === undefined
        ? "has spent its budget of restarts and is parked until a command revives it"
        : `has spent its budget of restarts and is parked for ${formatDuration(event.coolDown)}`;
    case "child.revived":
      return "is revived";
    case "child.removed":
      return "is removed";
    case "child.abandoned":
      return "did not end in time, was abandoned, and may still run";
    case "supervisor.started":
      return "has started";
    case "supervisor.stopping":
      return `stops (${event.cause})`;
    case "supervisor.stopped":
      return `has stopped: it ${describeExit(event.exit)}`;
    case "supervisor.gave-up":
      return describeExit({ ...event, type: "gave-up" }) + (event.hint === undefined ? "" : `; ${event.hint}`);
    case "strategy.failed":
      return `made its supervisor's strategy fail, which acts as one-for-all: ${event.error.message}`;
    case "exit-rule.failed":
      return `has an exit rule that failed, and does not count: ${event.error.message}`;
    case "hook.failed":
      return `has a hook that failed: ${event.error.message}`;
    case "defer.failed":
      return `has a deferred function that failed: ${event.error.message}`;
    case "child.failed-late":
      return event.former === undefined
        ? `failed once more as it ended: ${event.error.message}`
        : `has a former incarnation (${event.former}) that failed after all: ${event.error.message}`;
    case "context.late":
      return `called ctx.${event.member} too late`;
    case "context.stale":
      return `has a former incarnation (${event.former}) that called ctx.${event.member} after its end`;
    case "program.stdout":
    case "program.stderr":
    case "thread.stdout":
    case "thread.stderr":
      return `says: ${event.line}${event.cut === undefined ? "" : "…"}`;
    case "actor.suspended":
      return "is suspended: its messages wait";
    case "actor.resumed":
      return "goes on with its messages";
    case "mailbox.full":
      return `has a full mailbox (${event.capacity}, overflow "${event.overflow}"): ${event.count} without room`;
    case "program.status":
      return `says that it is: ${event.status}`;
    case "program.file-failed":
    case "thread.file-failed":
      return `could not ${event.doing} ${event.file} (${event.reason}): ${event.lost} bytes are lost so far`;
    case "mount.gap":
      return `has lost ${event.missed} events of what is below it, with a former link`;
    case "dead-letter":
      return `did not get a message (${event.reason}, ${event.count} so far): ${event.message}`;
    case "registry.registered":
      return `has the name "${event.key}" for ${event.holder}`;
    case "registry.unregistered":
      return `has the name "${event.key}" for ${event.holder} no more (${event.why})`;
    case "topic.subscribed":
      return `has ${event.subscriber} as a subscriber of "${event.pattern}"`;
    case "topic.unsubscribed":
      return `has ${event.subscriber} as a subscriber of "${event.pattern}" no more (${event.why})`;
    case "topic.filter-failed":
      return `has a filter of ${event.subscriber} for "${event.pattern}" that failed, and holds the message back: ${event.error.message}`;
    case "pool.resized":
      return `has ${event.to} workers, and had ${event.from}`;
    case "loop.blocked":
      return blocked(event);
    case "watchdog.failed":
      return `is not watched as it should be: ${event.error.message}`;
    case "listener.failed":
      return `has a listener "${event.listener}" that failed at ${event.on.type}: ${event.error.message}`;
    default:
      return (event satisfies never as TreeEvent).type;
  }
}

function blocked({ path, child, duration, stack, unseen }: EventOf<Pick<WatchdogEvents, "loop.blocked">>): string {
  const long = formatDuration(duration);
  const lines = stack.split("\n");
  const top = lines.find((line) => !line.includes("(node:")) ?? lines[0];
  const at = top ? `, at ${top}` : "";
  const why = unseen === undefined ? "" : `; by whom is not known: ${unseen}`;
  if (child === path) return `stood on the event loop for ${long}${at}`;
  return `was held up for ${long} by ${child ?? "no child of a tree"}${at}${why}`;
}

function ordinal(count: number): string {
  const ending = ["th", "st", "nd", "rd"][count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10] ?? "th";
  return `${count}${ending}`;
}
