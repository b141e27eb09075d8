import { readdir, readFile } from "node:fs/promises";

/** A process as Linux tells of it. */
export interface SessionProcess {
  readonly pid: string;
  /** What `/proc/PID/stat` has from its state on: what the manual has as field 3 is the first. */
  readonly fields: readonly string[];
}

/**
 * The processes that there are now of a session, and all that these have started, in whatever session that is: the programs of a tree
 * in there have one each.
 */
export async function processesOf(session: number): Promise<readonly SessionProcess[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map(async (pid) => ({ pid, fields: fieldsOf(await told(pid, "stat")) })));
  const byParent = Map.groupBy(all, ({ fields }) => fields[1]);
  const found = new Set(all.filter(({ fields }) => Number(fields[3]) === session));
  // What is added meanwhile is come to as well.
  for (const { pid } of found) for (const child of byParent.get(pid) ?? []) found.add(child);
  return [...found];
}

/** The resident memory of processes, in MB of 2^20 bytes, as Linux tells it. What two of them share counts twice; one that is gone has none. */
export async function residentMbOf(processes: readonly SessionProcess[]): Promise<number> {
  const sizes = await Promise.all(processes.map(residentMb));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function residentMb({ pid }: SessionProcess): Promise<number> {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await told(pid, "status"))?.[1] ?? 0) / 1_024;
}

/** The name of the command, in brackets, may itself have spaces and brackets. */
function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** What the kernel tells of a process; nothing once that is gone. */
function told(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
}
