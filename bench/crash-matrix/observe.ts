import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Sight } from "./outcome.ts";
import { HERE, Scene } from "./scene.ts";
import { HEAP_MB, type System } from "./systems/system.ts";

/** The times of an observation, in milliseconds. */
export interface Patience {
  /** For the system to be raised. */
  readonly raise: number;
  /** For a consequence, from the deed on. */
  readonly consequence: number;
  /** From the first consequence on, for more of them to come. */
  readonly settle: number;
  /** For the witness to answer afterwards. */
  readonly answer: number;
}

/** How long the script waits. What has happened within it is seen, the rest is not. */
export const PATIENCE: Patience = { raise: 60_000, consequence: 8_000, settle: 700, answer: 3_000 };

/** So many times as much patience. */
export function times(factor: number): Patience {
  const { raise, consequence, settle, answer } = PATIENCE;
  return { raise: raise * factor, consequence: consequence * factor, settle: settle * factor, answer: answer * factor };
}

/** More than one, so that a system that gives questions to the dead in turn is found out. */
const QUESTIONS = 4;

/** How often is looked, in milliseconds. */
const TICK = 25;

/**
 * Plays one cell in a process of its own and answers what was seen of it from outside. Nothing of it is left behind.
 *
 * Throws an Error when the system was not raised, or the evil not done.
 */
export async function observe(system: System, evil: string, patience: Patience): Promise<Sight> {
  const scene = new Scene(mkdtempSync(join(tmpdir(), "crash-matrix-")));
  const stage = new Stage(system, scene, evil);
  try {
    const isRaised = async (): Promise<boolean> => (await ask(scene, patience.answer)) === HERE;
    if (!(await stage.until(isRaised, patience.raise))) throw stage.failure("was not raised");
    scene.go();
    const isDone = (): boolean => scene.told().some(({ type }) => type === "deed");
    await stage.until(() => isDone() || hasConsequence(scene), patience.raise);
    if (!isDone()) throw stage.failure(`did not come to "${evil}"`);
    await stage.until(() => hasConsequence(scene), patience.consequence);
    await stage.until(() => false, patience.settle);
    const questions = stage.end === undefined ? QUESTIONS : 0;
    const answers = await Promise.all(Array.from({ length: questions }, () => ask(scene, patience.answer)));
    // Of a process that ends while it is asked the end may be seen a little later than its closed socket.
    await stage.until(() => false, TICK);
    return { end: stage.end, answers, told: scene.told() };
  } finally {
    await stage.clear();
    rmSync(scene.folder, { recursive: true, force: true });
  }
}

/** The process that is looked at. */
class Stage {
  readonly #system: System;
  readonly #scene: Scene;
  readonly #child: ChildProcess;
  /** For when this process ends first: those that are not killed here end when the folder is gone. */
  readonly #dropAll: () => void;
  #errors = "";

  constructor(system: System, scene: Scene, evil: string) {
    this.#system = system;
    this.#scene = scene;
    const own = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
    const stage = [...own, fileURLToPath(new URL("stage.ts", import.meta.url)), system.name, evil, scene.folder];
    this.#child = spawn(process.execPath, "command" in system ? system.command(scene, evil) : [...heap(system), ...stage], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined, PM2_HOME: scene.folder },
    });
    this.#dropAll = () => {
      this.#child.kill("SIGKILL");
      rmSync(scene.folder, { recursive: true, force: true });
    };
    process.on("exit", this.#dropAll);
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#errors = (this.#errors + text).slice(-4_000)));
  }

  /** How it ended, if it did. */
  get end(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    return signalCode ?? (exitCode === null ? undefined : `code ${exitCode}`);
  }

  /** Waits until something is so, at most so long, and while the process lives; answers whether it came to be so. */
  async until(isSo: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
    const over = performance.now() + ms;
    while (this.end === undefined && performance.now() < over) {
      if (await isSo()) return true;
      await sleep(TICK);
    }
    return false;
  }

  failure(what: string): Error {
    return new Error(`${this.#system.name} ${what}; its process ${this.end ?? "lives"}. It printed:\n${this.#errors}`);
  }

  /** Ends the process, and all others that took part. */
  async clear(): Promise<void> {
    process.off("exit", this.#dropAll);
    // What has children in groups of their own is asked first.
    if (this.#system.wall === "process") {
      this.#child.kill("SIGTERM");
      await this.until(() => false, 5_000);
    }
    if (this.end === undefined) {
      this.#child.kill("SIGKILL");
      await once(this.#child, "exit");
    }
    for (const { pid } of began(this.#scene)) {
      try {
        if (this.#system.wall === "process") process.kill(pid, "SIGKILL");
      } catch {
        // It has ended already.
      }
    }
  }
}

/** What shares the loop with its system has that one's heap. */
function heap({ wall }: System): readonly string[] {
  return wall === "loop" ? [`--max-old-space-size=${HEAP_MB}`] : [];
}

function began(scene: Scene): readonly { readonly pid: number }[] {
  return scene.told().filter((told) => told.type === "began");
}

function hasConsequence(scene: Scene): boolean {
  return began(scene).length > 1 || scene.told().some(({ type }) => type === "answered" || type === "rejected");
}

/** Asks the witness; answers what came, undefined when nothing did in time. */
function ask(scene: Scene, ms: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(scene.socket);
    const patience = setTimeout(() => socket.destroy(), ms);
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    socket
      .on("error", () => undefined)
      .on("close", () => {
        clearTimeout(patience);
        resolve(answer === "" ? undefined : answer);
      });
  });
}
