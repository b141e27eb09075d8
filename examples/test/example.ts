import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

/** How long a test may take on a machine that has much else to do. */
export const LIMIT = { timeout: 60_000 };

/** How an example ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An example that runs as a process of its own. */
export class Example {
  /** Resolves once it has ended and all it printed is there. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #stdout = "";
  #stderr = "";

  /** Starts an example; what is left of it at the end of the test is killed. */
  constructor(t: TestContext, name: string, args: readonly string[] = []) {
    const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
    const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
    const child = spawn(process.execPath, [...flags, file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => (this.#stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.#child = child;
    this.ended = once(child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
    t.after(async () => {
      child.kill("SIGKILL");
      await this.ended;
    });
  }

  /** What stdout holds, once the pattern is in it. Rejects when the example ends without. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#stdout);
      if (found !== null) return found;
      const isOver = await Promise.race([once(this.#child.stdout ?? this.#child, "data"), this.ended.then(() => "over")]);
      if (isOver === "over" && !pattern.test(this.#stdout)) {
        throw new Error(`It ended and had not printed ${pattern}, but:\n${this.#stdout}\n${this.#stderr}`);
      }
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
