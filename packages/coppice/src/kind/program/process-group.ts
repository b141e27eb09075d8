import { platform } from "node:process";
import type { Runtime, Timer } from "../../runtime/runtime.ts";
import { processesOf } from "./session.ts";

/** How long to wait before looking again whether anything of a group runs, in milliseconds: at first, and at most. */
const PAUSE = { first: 10, longest: 250 };

/** Sends a signal to all of a process group; nothing where none of it is there, or may be signalled. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended, which is what is told next, or nothing in it may be signalled.
  }
}

/** Calls once nothing of a process group runs any more, not before this has returned; answers how to drop that. */
export function whenGroupEnds(group: number, runtime: Runtime, ended: () => void): () => void {
  let timer: Timer;
  let isOpen = true;
  const look = async (pause: number): Promise<void> => {
    const runs = hasProcesses(group) && (platform !== "linux" || (await runsAny(group)));
    if (!isOpen) return;
    if (runs) timer = runtime.after(pause, () => void look(Math.min(2 * pause, PAUSE.longest)));
    else ended();
  };
  timer = runtime.after(PAUSE.first, () => void look(2 * PAUSE.first));
  return () => {
    isOpen = false;
    timer.cancel();
  };
}

/** Whether a group has processes, also such as have ended and wait for somebody to hear of it. */
export function hasProcesses(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Those that have ended do not count: where the process with the number 1 does not reap them they stay for ever. */
async function runsAny(group: number): Promise<boolean> {
  // A group is within a session.
  const processes = await processesOf(group);
  return processes.some(({ fields: [state = "", , own] }) => Number(own) === group && !/[ZX]/.test(state));
}
