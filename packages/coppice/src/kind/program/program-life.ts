import type { ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";
import { platform } from "node:process";
import type { Readable, Writable } from "node:stream";
import type { Incarnation, Place } from "../../child/contract.ts";
import type { ProcessUsage } from "../../child/usage.ts";
import { countsAsWell } from "../../child/exit-rule.ts";
import { CoppiceError } from "../../error.ts";
import { type Exit, failedWith, type KilledBy, SHUTDOWN } from "../../exit.ts";
import type { Timer } from "../../runtime/runtime.ts";
import { show } from "../../show.ts";
import { milliseconds } from "../../time/duration.ts";
import { Pulse } from "../hosted/pulse.ts";
import { endFiles } from "../output/output-files.ts";
import { cannotStart, couldNot } from "./cannot-start.ts";
import { Guard } from "./guard.ts";
import { folderOf, launch, type Launched, NOT_ENROLLED } from "./launch.ts";
import { watchMemory } from "./memory.ts";
import { usageOfSession } from "./process-usage.ts";
import { readNotifications } from "./notifications.ts";
import { Printout } from "./printout.ts";
import { hasProcesses, signalGroup, whenGroupEnds } from "./process-group.ts";
import { PROGRAM_DEFAULTS, type ProgramBody } from "./program-options.ts";
import { type BeginWatch, type Watch, watchFor } from "./readiness.ts";

/** A program that runs. */
export interface RunningProgram {
  /** The number of its process, and of its process group. */
  readonly pid: number;
  /** Its input, where its spec says `stdin: "pipe"`. */
  readonly stdin?: Writable;
}

/** How long it may take until it is gone that was killed, in milliseconds. */
const GRACE = 5_000;

/**
 * One life of a program. `launched`: its process is there, and it is ready once that has a sign. `leaving`: asked to, that has ended, and the rest
 * of its group has its time to. `draining`: all has ended, and what it printed is still read.
 */
type Phase =
  | { readonly type: "new" }
  | { readonly type: "failing" }
  | { readonly type: "launched"; readonly running: RunningProgram }
  | { readonly type: "leaving"; readonly unwatch: () => void; readonly left: () => void }
  | { readonly type: "draining" }
  | { readonly type: "over" };

/** One life of a program: a process, and all that it starts in its process group. */
export class ProgramLife implements Incarnation {
  readonly #place: Place;
  readonly #body: ProgramBody;
  readonly #guard: Guard;
  #phase: Phase = { type: "new" };
  #watch: Watch | undefined = undefined;
  #pulse: Pulse | undefined = undefined;
  #isReady = false;
  #process: ChildProcess | undefined = undefined;
  #printout: Printout | undefined = undefined;
  #ignoreMemory: (() => void) | undefined = undefined;
  #grace: Timer | undefined = undefined;
  /** It was asked to end, or killed, and this is its exit. */
  #end: "asked" | Exit | undefined = undefined;

  constructor(body: ProgramBody, place: Place) {
    this.#body = body;
    this.#place = place;
    this.#guard = Guard.of(place.environment);
  }

  get instance(): RunningProgram | undefined {
    return this.#phase.type === "launched" ? this.#phase.running : undefined;
  }

  /** @throws CoppiceError UNSUPPORTED, NOT_RUNNING. */
  async usage(): Promise<ProcessUsage> {
    const { path } = this.#place;
    if (platform !== "linux") throw needsLinux(path, "usage()");
    const pid = this.instance?.pid;
    const usage = pid === undefined ? undefined : await usageOfSession(pid);
    if (usage !== undefined) return usage;
    throw new CoppiceError("NOT_RUNNING", `${path} has no process now: what it uses can be asked for when it runs`, {
      details: { path },
    });
  }

  begin(): void {
    this.launch();
  }

  /** Begins; answers the process, for those who talk to it over its channel. */
  launch(): ChildProcess {
    if (this.#body.maxMemoryMb !== undefined && platform !== "linux") throw needsLinux(this.#place.path, "maxMemoryMb");
    const beginWatch = this.#watchReadiness();
    const launched = launch(this.#place.path, this.#body, this.#guard, this.#place.environment.runtime);
    const { process, release, rotating } = launched;
    const { pid, stdin } = process;
    if (pid === undefined) {
      this.#phase = { type: "failing" };
      void endFiles(rotating);
      process.once("error", (error) => this.#tell(failedWith(this.#couldNot("start", error))));
      return process;
    }
    this.#process = process;
    this.#guard.watch(pid);
    stdin?.on("error", () => undefined);
    this.#phase = { type: "launched", running: Object.freeze({ pid, ...(stdin !== null && { stdin }) }) };
    this.#listen(launched);
    this.#watch = beginWatch?.(() => this.#ready());
    if ((this.#body.ready ?? PROGRAM_DEFAULTS.ready) === "spawn") this.#ready();
    if (this.#prepare(pid)) release();
    return process;
  }

  stop(): void {
    if (this.#phase.type === "new") return this.#tell(SHUTDOWN);
    this.#end ??= "asked";
    if (this.#phase.type === "launched") signalGroup(this.#phase.running.pid, this.#stopSignal);
  }

  kill(by: KilledBy): void {
    if (this.#phase.type === "new") return this.#tell({ type: "killed", by });
    if (this.#phase.type === "draining") return this.#printout?.drop();
    this.#abort(typeof this.#end === "object" ? this.#end : { type: "killed", by });
  }

  /** It was killed and does not end: this process is not to wait for it. For those who talk to it over its channel. */
  abandon(): void {
    // What it printed tells of its end then.
    this.#printout?.drop();
    this.#process?.unref();
    this.#process?.stdin?.destroy();
    this.#close();
  }

  get #stopSignal(): NodeJS.Signals {
    return this.#body.stopSignal ?? PROGRAM_DEFAULTS.stopSignal;
  }

  /** What has to be before the program runs; where that fails, it is killed. */
  #prepare(pid: number): boolean {
    const { nice, maxMemoryMb } = this.#body;
    try {
      if (nice !== undefined) setPriority(pid, nice);
      if (maxMemoryMb !== undefined) this.#limitMemory(pid, maxMemoryMb);
      return true;
    } catch (error) {
      this.#abort(failedWith(this.#couldNot("set the priority of", error)));
      return false;
    }
  }

  #limitMemory(pid: number, limitMb: number): void {
    this.#ignoreMemory = watchMemory(pid, limitMb, this.#place.environment.runtime, () => {
      if (typeof this.#end !== "object") this.#abort({ type: "out-of-memory", limitMb });
    });
  }

  #abort(exit: Exit): void {
    this.#end = exit;
    if (this.#phase.type === "leaving") {
      this.#phase.unwatch();
      return this.#phase.left();
    }
    if (this.#phase.type !== "launched") return;
    signalGroup(this.#phase.running.pid, "SIGKILL");
    // Whoever talks to it over its channel watches over its end.
    if (this.#body.channel === undefined) this.#grace ??= this.#place.environment.runtime.after(GRACE, () => this.#leave(exit));
  }

  /** It may not be signalled, or the system does not let go of it. */
  #leave(exit: Exit): void {
    this.abandon();
    this.#place.environment.tree.leaked += 1;
    this.#place.report(this, "child.abandoned", "error");
    this.#place.exited(this, exit.type === "killed" ? { ...exit, leaked: true } : exit);
  }

  #couldNot(doing: string, error: unknown): CoppiceError {
    return couldNot(this.#place.path, doing, this.#body, error);
  }

  #listen({ process, notifications, rotating }: Launched): void {
    const place = this.#place;
    if (notifications !== undefined) this.#hear(notifications);
    this.#printout = new Printout(process, rotating, place.environment.runtime, {
      line: (stream, line, cut) => {
        place.report(this, `program.${stream}`, "info", cut ? { line, cut } : { line });
        this.#watch?.line(line);
      },
      fileFailed: (failure) => place.report(this, "program.file-failed", "error", { ...failure }),
    });
    process.once("exit", (code, signal) => this.#ended(process.pid as number, code, signal));
  }

  #hear(notifications: Readable): void {
    readNotifications(notifications, this.#place.environment.runtime, {
      ready: () => {
        const { ready } = this.#body;
        if (typeof ready === "object" && "notify" in ready && !this.#isReady) this.#ready();
      },
      status: (status) => this.#place.report(this, "program.status", "info", { status }),
      beat: () => {
        this.#pulse?.beat();
        this.#place.heartbeat?.(this);
      },
    });
  }

  /** Nothing where it is ready at once, or says so itself. */
  #watchReadiness(): BeginWatch | undefined {
    const { ready = PROGRAM_DEFAULTS.ready } = this.#body;
    if (ready === "spawn" || "notify" in ready) return undefined;
    return watchFor(ready, folderOf(this.#body), this.#place.environment.runtime);
  }

  #ready(): void {
    if (this.#end !== undefined) return;
    this.#isReady = true;
    this.#expectBeats();
    this.#place.ready(this);
  }

  #expectBeats(): void {
    if (this.#body.heartbeat === undefined) return;
    const after = milliseconds(this.#body.heartbeat);
    this.#pulse = new Pulse(this.#place.environment.runtime, after, () => {
      if (this.#phase.type === "launched") this.#place.condemn(this, { type: "unresponsive", after });
    });
  }

  /** Its process has ended. Asked to, the rest of its group has its time to do so; else it ends with it. */
  #ended(pid: number, code: number | null, signal: NodeJS.Signals | null): void {
    const left = (): void => this.#left(pid, code, signal);
    this.#grace?.cancel();
    if (this.#phase.type !== "launched" || this.#end !== "asked" || !hasProcesses(pid)) return left();
    this.#phase = { type: "leaving", unwatch: whenGroupEnds(pid, this.#place.environment.runtime, left), left };
  }

  #left(pid: number, code: number | null, signal: NodeJS.Signals | null): void {
    signalGroup(pid, "SIGKILL");
    this.#guard.forget(pid);
    if (this.#phase.type === "over") return;
    this.#phase = { type: "draining" };
    // Only when all that it printed was read it is known whether it was ready.
    this.#printout?.drain(() => this.#tell(this.#exitOf(code, signal)));
  }

  #exitOf(code: number | null, signal: NodeJS.Signals | null): Exit {
    const end = this.#end;
    if (typeof end === "object") return end;
    // What has printed was run.
    if (signal === NOT_ENROLLED && end === undefined && this.#printout?.hasBegun !== true)
      return failedWith(this.#couldNotEnrol());
    if (end === "asked" && endsAs(this.#stopSignal, code, signal)) return SHUTDOWN;
    const exit: Exit = { type: "exited", code, signal };
    const isEarly = end === undefined && !this.#isReady && countsAsWell(this.#place.policy, exit);
    return isEarly ? failedWith(this.#endedBeforeReady(code, signal)) : exit;
  }

  #couldNotEnrol(): CoppiceError {
    const { command } = this.#body;
    const what = `the command ${show(command[0])} was not run, as its guard could not be told of it`;
    return cannotStart(this.#place.path, what, "EPIPE", command[0]);
  }

  #endedBeforeReady(code: number | null, signal: NodeJS.Signals | null): CoppiceError {
    const { path } = this.#place;
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    const says = `its spec says ready: ${show(this.#body.ready)}`;
    return new CoppiceError("ENDED_BEFORE_READY", `${path} ended ${how} before it was ready: ${says}.`, {
      details: { path, code },
    });
  }

  #tell(exit: Exit): void {
    this.#close();
    this.#place.exited(this, exit);
  }

  #close(): void {
    this.#phase = { type: "over" };
    this.#watch?.close();
    this.#pulse?.close();
    this.#ignoreMemory?.();
  }
}

/** Whether this is how a program ends that was asked to by this signal, or by a SIGTERM that it handed on. */
function endsAs(asked: NodeJS.Signals, code: number | null, signal: NodeJS.Signals | null): boolean {
  const { signals } = constants;
  return signal === asked || code === 0 || code === 128 + signals[asked] || code === 128 + signals.SIGTERM;
}

function needsLinux(path: string, what: string): CoppiceError {
  return new CoppiceError("UNSUPPORTED", `${path}: ${what} needs Linux, and this is ${platform}: leave it out here.`, {
    details: { path, platform },
  });
}
