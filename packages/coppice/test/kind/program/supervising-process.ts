import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

/** A process that has a tree. */
type Supervising = ChildProcess & { readonly stdout: Readable };

/**
 * Runs a tree in a process of its own, by this file. Its programs have that process's output, so that this ends only once all of
 * them have ended, with all that they started.
 */
export function supervisingBy(file: URL): (t: TestContext, ...args: readonly string[]) => Supervising {
  const path = fileURLToPath(file);
  const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
  return (t, ...args) => {
    const child = spawn(process.execPath, [...flags, path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => void child.kill("SIGKILL"));
    return child;
  };
}

/** Resolves once so many programs have said that they are up. */
export async function up(stdout: Readable, count: number): Promise<void> {
  let text = "";
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.split("up\n").length > count) return;
  }
  throw new Error(`the process has ended, and printed ${text}`);
}

/** Kills it with SIGKILL; resolves once the last of its programs is gone, with how many milliseconds that took. */
export async function killed(child: Supervising): Promise<number> {
  const since = performance.now();
  child.kill("SIGKILL");
  child.stdout.resume();
  await once(child, "close");
  return performance.now() - since;
}
