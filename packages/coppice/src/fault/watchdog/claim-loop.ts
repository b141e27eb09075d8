import { closeSync, writeSync } from "node:fs";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { errorData, type ErrorData } from "../../error-data.ts";
import { type Culprit, type Finding, sharedNow } from "./finding.ts";
import { addLine } from "./journal.ts";
import { type FromWatchdog, PLACES, type SharedBeats, type ToWatchdog, type WatchdogData } from "./messages.ts";
import { WATCHDOG_EXIT_CODE, type WatchdogSettings } from "./settings.ts";

/** One who wants the loop watched. */
export interface LoopClaim {
  readonly settings: WatchdogSettings;
  /** The child of the claimant whose async context this is. */
  who(): Omit<Culprit, "claim"> | undefined;
  /** The loop is back after it stood still for so many milliseconds. `isOurs`: `who` knew the culprit. */
  blocked(finding: Finding, duration: number, isOurs: boolean): void;
  /** Something is wrong with the watchdog itself. */
  failed(error: ErrorData): void;
}

/** The one owner of the watchdog of this process, for all trees and all copies of this library. */
interface Owner {
  claim(claim: LoopClaim): () => void;
  /** For the thread, while the loop stands still: who stands on it. */
  who(): Culprit | null;
  /** For the thread: ends the process, if the loop still stands at this beat. */
  end(beat: number, lastWords: string): void;
}

/** Copies of the library share the owner that the first of them made: its name and shape are for ever. */
const NAME = "coppice.watchdog.1";
const KEY = Symbol.for(NAME);

const shared = globalThis as { [KEY]?: Owner };

/** How many beats the loop gives in the time of the shortest limit. */
const BEATS = 10;

/** The shortest and the longest time between two beats, in milliseconds. */
const SHORTEST = 5;
const LONGEST = 1_000;

/** How long the loop waits for what the thread is about to tell, in milliseconds: as long as a look takes, where it has a processor. */
const PATIENCE = 1_000;

/**
 * Has the loop of this process watched until the answered function is called, which tells first what was found by then. One thread watches
 * for all who want that; it ends with the last of them, and does not hold the process open. Throws what Node throws where threads are
 * forbidden.
 */
export function claimLoop(claim: LoopClaim): () => void {
  return (shared[KEY] ??= own()).claim(claim);
}

function own(): Owner {
  const claims = new Map<number, LoopClaim>();
  const beats: SharedBeats = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  const { port1: heard, port2: port } = new MessageChannel();
  const workerData: WatchdogData = {
    port,
    shared: beats,
    owner: `globalThis[Symbol.for("${NAME}")]`,
    isForbidden: isForbidden(),
  };
  const worker = new Worker(new URL(import.meta.resolve("#watchdog-main")), {
    name: "coppice watchdog",
    // None of what the program has its threads do at their start concerns this one.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {},
    workerData,
    transferList: [port],
  });
  const tell = (message: ToWatchdog): void => worker.postMessage(message);
  // Kept, as to get it would be the better part of what a beat costs.
  const inspector = process.features.inspector ? process.getBuiltinModule("node:inspector") : undefined;
  let pulse: NodeJS.Timeout | undefined;
  let pace = LONGEST;
  let last = sharedNow();
  /** When the loop was last back from standing still. */
  let back = Number.NEGATIVE_INFINITY;
  let next = 1;

  heard.on("message", hear);
  heard.unref();
  worker.once("error", lost);
  worker.once("exit", () => lost(new Error("the watchdog's thread has ended, and nobody watches the loop")));
  worker.unref();

  function hear(message: FromWatchdog): void {
    const claim = claims.get(message.claim);
    if (claim === undefined) return;
    if (message.type === "failed") return claim.failed(message.error);
    const { stood, at, culprit } = message.finding;
    const duration = Math.round(stood + (back >= at ? back : sharedNow()) - at);
    claim.blocked(message.finding, duration, culprit?.claim === message.claim);
    if (message.isWritten) writeBack(claim, duration);
  }

  /** Hears what was found up to now, also what is not told yet: whoever ends in the turn in which the loop is back would miss it. */
  function hearAll(): void {
    beat();
    const patience = sharedNow() + PATIENCE;
    for (;;) {
      const findings = Atomics.load(beats, PLACES.findings);
      for (let told = receiveMessageOnPort(heard); told !== undefined; told = receiveMessageOnPort(heard)) hear(told.message);
      const left = patience - sharedNow();
      if (findings === 0 || left <= 0) return;
      Atomics.wait(beats, PLACES.findings, findings, left);
    }
  }

  /** Who wants to be watched from now on gets another owner. */
  function lost(error: unknown): void {
    release();
    for (const claim of claims.values()) claim.failed(errorData(error));
    claims.clear();
  }

  function release(): void {
    clearInterval(pulse);
    if (shared[KEY] === owner) delete shared[KEY];
  }

  function beat(): void {
    const now = sharedNow();
    if (now - last > 2 * pace) back = now;
    last = now;
    Atomics.store(beats, PLACES.inspected, inspector?.url() === undefined ? 0 : 1);
    Atomics.add(beats, PLACES.beats, 1);
  }

  function setPace(): void {
    const shortest = Math.min(...Array.from(claims.values(), ({ settings }) => settings.limit));
    pace = Math.round(Math.max(SHORTEST, Math.min(LONGEST, shortest / BEATS)));
    clearInterval(pulse);
    beat();
    pulse = setInterval(beat, pace).unref();
    tell({ type: "pace", every: pace });
  }

  const owner: Owner = {
    claim(claim) {
      const number = next;
      next += 1;
      claims.set(number, claim);
      tell({ type: "watch", claim: number, settings: claim.settings });
      setPace();
      return () => {
        if (!claims.has(number)) return;
        hearAll();
        claims.delete(number);
        tell({ type: "forget", claim: number });
        if (claims.size > 0) return setPace();
        release();
        return void worker.terminate();
      };
    },
    who() {
      // The latest first, for its tree may have been started inside a child of another's.
      for (const [number, claim] of [...claims].toReversed()) {
        const found = claim.who();
        if (found !== undefined) return { ...found, claim: number };
      }
      return null;
    },
    end(beat, lastWords) {
      if (Atomics.load(beats, PLACES.beats) !== beat) return;
      try {
        writeSync(2, lastWords);
        // Node would add that it waits for a debugger, which is the thread that asked for this.
        closeSync(2);
      } catch {
        // Nobody reads it.
      }
      (process as unknown as { readonly reallyExit: (code: number) => never }).reallyExit(WATCHDOG_EXIT_CODE);
    },
  };
  return owner;
}

/** What stands last in a file tells whether the loop came back. */
function writeBack(claim: LoopClaim, duration: number): void {
  const { file } = claim.settings;
  if (file === undefined) return;
  try {
    addLine(file, { type: "loop.back", duration });
  } catch (error) {
    claim.failed(errorData(error));
  }
}

/** Whether the permission model forbids the inspector. Without the model there is no `permission`. */
function isForbidden(): boolean {
  const { permission } = process as { readonly permission?: NodeJS.ProcessPermission };
  return permission?.has("inspector") === false;
}
