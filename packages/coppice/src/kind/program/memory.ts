import type { Runtime, Timer } from "../../runtime/runtime.ts";
import { processesOf, residentMbOf } from "./session.ts";

/** How often it is looked at, in milliseconds. */
const PAUSE = 1_000;

/**
 * Looks every second at the memory of all processes of a session and what they have started, until that is more than a limit or the answered function is called.
 * `exceeded` is called once.
 */
export function watchMemory(session: number, limitMb: number, runtime: Runtime, exceeded: () => void): () => void {
  let timer: Timer | undefined;
  let open = true;
  const look = async (): Promise<void> => {
    const used = await residentMb(session);
    if (!open) return;
    if (used > limitMb) exceeded();
    else wait();
  };
  const wait = (): void => {
    timer = runtime.after(PAUSE, () => void look());
  };
  wait();
  return () => {
    open = false;
    timer?.cancel();
  };
}

/** The resident memory of the processes of a session and what they have started, in MB of 2^20 bytes. */
export async function residentMb(session: number): Promise<number> {
  return residentMbOf(await processesOf(session));
}
