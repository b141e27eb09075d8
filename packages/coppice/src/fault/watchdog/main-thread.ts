import { writeSync } from "node:fs";
import type { Session } from "node:inspector";
import { formatDuration } from "../../time/duration.ts";
import type { Sight } from "./finding.ts";
import { lookAtMain, runInMain } from "./look.ts";
import { PLACES, type WatchdogData } from "./messages.ts";
import { WATCHDOG_EXIT_CODE } from "./settings.ts";
import type { Main } from "./watchman.ts";

/** How long the main thread has to end the process, in milliseconds: also on a busy machine. Within a native call it cannot. */
const GRACE = 3_000;

/** A look that is under way. */
interface Look {
  /** What to run in the main thread before that goes on, by what was seen. */
  parting: ((sight: Sight) => string) | undefined;
}

/** The main thread of this process, as another thread sees it. */
export function mainThread({ shared, owner, isForbidden }: WatchdogData): Main {
  const beats = (): number => Atomics.load(shared, PLACES.beats);
  const isInspected = (): boolean => Atomics.load(shared, PLACES.inspected) === 1;

  let underWay: Look | undefined;

  async function look(beat: number, giveUp: Promise<void>): Promise<Sight> {
    if (isInspected()) return unseen("an inspector is open, as with --inspect, and a look would get in its way");
    const session = newSession();
    if (typeof session === "string") return unseen(session);
    const self: Look = (underWay = { parting: undefined });
    const part = (shown: Sight): string | undefined => {
      const expression = self.parting?.(shown);
      self.parting = undefined;
      return expression;
    };
    let sight: Sight | void;
    try {
      const looked = lookAtMain(session, `${owner}.who()`, () => beats() === beat, part);
      sight = await Promise.race([looked, giveUp]);
    } catch (error) {
      sight = unseen(`the look failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    session.disconnect();
    underWay = undefined;
    sight ??= unseen("the loop was back before it could be looked at");
    // For an end that came when the loop was let go on already.
    const last = beats() === beat ? part(sight) : undefined;
    if (last !== undefined) runInMain(session, last);
    return sight;
  }

  /** A session of the inspector, or why there can be none. */
  function newSession(): Session | string {
    if (!process.features.inspector) return "this Node has no inspector";
    // It would not throw: Node aborts where a thread connects to the main thread all the same.
    if (isForbidden) return "the permission model forbids the inspector";
    return new (process.getBuiltinModule("node:inspector").Session)();
  }

  function end(beat: number, stood: number, sight: Sight, shown: (sight: Sight) => void): void {
    // Whoever debugs the process holds the loop as long as he likes.
    if (isInspected()) return;
    const byForce = (reason: string): void => {
      if (beats() !== beat) return;
      say(`${lastWords(stood, sight)} (SIGKILL, as ${reason})\n`);
      process.kill(process.pid, "SIGKILL");
    };
    const order = (seen: Sight): string =>
      `${owner}.end(${beat}, ${JSON.stringify(`${lastWords(stood, seen)} (exit code ${WATCHDOG_EXIT_CODE})\n`)})`;
    const last = setTimeout(() => byForce("nothing else ends a native call"), GRACE);
    if (underWay !== undefined) {
      // A second session and the look would wait for each other, even when the native call has returned.
      underWay.parting = (seen) => {
        shown(seen);
        // It is out of the native call, and has the whole of its time again.
        last.refresh();
        return order(seen);
      };
      return;
    }
    const session = newSession();
    if (typeof session === "string") byForce(session);
    else runInMain(session, order(sight));
  }

  function openFinding(beat: number): boolean {
    Atomics.add(shared, PLACES.findings, 1);
    // Counted first, for the loop beats and then reads the count: one of the two sees what the other did.
    if (beats() === beat) return true;
    closeFinding();
    return false;
  }

  function closeFinding(): void {
    Atomics.sub(shared, PLACES.findings, 1);
    Atomics.notify(shared, PLACES.findings);
  }

  return { beats, look, end, openFinding, closeFinding };
}

function lastWords(stood: number, { culprit, stack }: Sight): string {
  const who = culprit === null ? "the event loop has stood still" : `${culprit.path} has stood on the event loop`;
  const lines = stack.split("\n");
  const top = lines.find((line) => !line.includes("(node:")) ?? "";
  return `coppice: ${who} for ${formatDuration(stood)}${top && `, at ${top}`}: the watchdog ends the process`;
}

function unseen(why: string): Sight {
  return { culprit: null, stack: "", unseen: why };
}

function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody reads it.
  }
}
