import { type ChildProcess, spawn } from "node:child_process";

/** Reads from a pipe that nobody writes to: it ends when the process that holds the other side is gone, however that ended. */
const SCRIPT = `trap "" HUP INT QUIT PIPE TERM; read -r gone; kill -s KILL -- "-$1"`;

/**
 * A small process that kills a process group when this process ends, also by SIGKILL. It is in no group that a signal for this process
 * reaches.
 */
export class Guard {
  readonly #process: ChildProcess;

  constructor(group: number) {
    this.#process = spawn("/bin/sh", ["-c", SCRIPT, "sh", String(group)], {
      cwd: "/",
      env: {},
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#process.unref();
    this.#process.stdin?.on("error", () => undefined);
  }

  /** Whether it keeps watch; if not, `failed` is told why. */
  get isThere(): boolean {
    return this.#process.pid !== undefined;
  }

  onFailure(failed: (error: unknown) => void): void {
    this.#process.once("error", failed);
  }

  /** Ends the watch: the group has ended, and its number may come to belong to another. */
  dismiss(): void {
    this.#process.kill("SIGKILL");
    this.#process.stdin?.destroy();
  }
}
