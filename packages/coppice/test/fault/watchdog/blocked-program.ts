import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WatchdogOptions } from "coppice";

/** What a line of the findings' file, or an event, says. */
export type Told = Readonly<Record<string, unknown>>;

/** How the program is run. */
interface Setting {
  readonly options?: WatchdogOptions;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A program whose child stands on the loop in some way: `fixtures/blocked.ts`. */
export class BlockedProgram {
  readonly process: ChildProcess;
  readonly file: string;
  readonly #events: AsyncIterator<Told>;
  readonly #closed: Promise<unknown[]>;
  #err = "";

  constructor(t: TestContext, way: string, { options = {}, flags = [], env = {} }: Setting = {}) {
    const folder = mkdtempSync(join(tmpdir(), "coppice-watchdog-"));
    this.file = join(folder, "findings.jsonl");
    const program = fileURLToPath(new URL("fixtures/blocked.ts", import.meta.url));
    const own = ["--conditions=source", "--disable-warning=ExperimentalWarning", ...flags];
    this.process = spawn(process.execPath, [...own, program, way, this.file, JSON.stringify(options)], {
      env: { ...process.env, NODE_OPTIONS: "", ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#closed = once(this.process, "close");
    this.process.stdin?.on("error", () => undefined);
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#err += text));
    this.#events = lines(this.process);
    t.after(async () => {
      this.process.kill("SIGKILL");
      await this.#closed;
      rmSync(folder, { recursive: true });
    });
  }

  /** Lets the child stand on the loop, once the program is ready. */
  async block(): Promise<void> {
    await this.event();
    this.process.stdin?.write("now\n");
  }

  /** The next event that it prints. */
  async event(): Promise<Told> {
    const { value, done } = await this.#events.next();
    if (done) throw new Error(`it has ended: ${this.#err}`);
    return value;
  }

  /** What is in the file so far. */
  findings(): readonly Told[] {
    if (!existsSync(this.file)) return [];
    const written = readFileSync(this.file, "utf8").split("\n");
    return written.filter(Boolean).map((line) => JSON.parse(line) as Told);
  }

  /** Lets go of a native call that waits for it. */
  letGo(): void {
    closeSync(openSync(`${this.file}.gate`, constants.O_WRONLY | constants.O_NONBLOCK));
  }

  /** Resolves once there is such a line in the file. */
  async found(isMeant: (finding: Told) => boolean): Promise<Told> {
    for (;;) {
      const finding = this.findings().find(isMeant);
      if (finding !== undefined) return finding;
      await later(20);
    }
  }

  /** The rights that the file has. */
  mode(): number {
    return statSync(this.file).mode & 0o777;
  }

  /** How it ended. */
  async ended(): Promise<{ readonly code: unknown; readonly signal: unknown; readonly err: string }> {
    const [code, signal] = await this.#closed;
    return { code, signal, err: this.#err };
  }
}

async function* lines({ stdout }: ChildProcess): AsyncGenerator<Told> {
  if (stdout === null) return;
  for await (const line of createInterface({ input: stdout })) yield JSON.parse(line) as Told;
}
