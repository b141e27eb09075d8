import type { ProcessUsage } from "../../child/usage.ts";
import { processesOf, residentMbOf, type SessionProcess } from "./session.ts";

/** How long a tick is in which Linux tells times to programs, in milliseconds. */
const TICK_MS = 10;

/** What the processes of a session and those that they have started have used; undefined when there are none any more. */
export async function usageOfSession(session: number): Promise<ProcessUsage | undefined> {
  const processes = await processesOf(session);
  if (processes.length === 0) return undefined;
  return {
    of: "process",
    // The fields 14 to 17: its own times, and those of its children that have ended and were waited for.
    cpu: { user: ticks(processes, 11, 13) * TICK_MS, system: ticks(processes, 12, 14) * TICK_MS },
    residentMb: await residentMbOf(processes),
    processes: processes.length,
  };
}

function ticks(processes: readonly SessionProcess[], own: number, waited: number): number {
  return processes.reduce((sum, { fields }) => sum + Number(fields[own]) + Number(fields[waited]), 0);
}
