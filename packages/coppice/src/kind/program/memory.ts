import { readdir, readFile } from "node:fs/promises";
import type { Runtime, Timer } from "../../runtime/runtime.ts";

/** How often it is looked at, in milliseconds. */
const PAUSE = 1_000;

/**
 * Looks every second at the memory of all processes of a session, until that is more than a limit or the answered function is called.
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

/** The resident memory of the processes of a session, in MB of 2^20 bytes, as Linux tells it. What two of them share counts twice. */
export async function residentMb(session: number): Promise<number> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const sizes = await Promise.all(
    pids.map(async (pid) =>
      (await sessionOf(pid)) === session ? Number(/^VmRSS:\s+(\d+) kB$/m.exec(await told(pid, "status"))?.[1] ?? 0) : 0,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024;
}

async function sessionOf(pid: string): Promise<number> {
  const stat = await told(pid, "stat");
  // The name of the command, in brackets, may itself have spaces and brackets. Then come state, parent, group and session.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
}

/** What the kernel tells of a process; nothing once that is gone. */
function told(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
}
