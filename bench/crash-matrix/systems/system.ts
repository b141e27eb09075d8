import type { Scene } from "../scene.ts";

/** Something that runs jobs, and of which it can be asked what becomes of the others when one fails. */
export type System = RaisedSystem | RunSystem;

interface AnySystem {
  /** A column of the matrix. */
  readonly name: string;
  /** What stands between its jobs. */
  readonly wall: "loop" | "thread" | "process";
  /** Why it cannot be asked some of the evils, by their names. */
  readonly cannot: Readonly<Record<string, string>>;
}

/** A system that is a library. */
export interface RaisedSystem extends AnySystem {
  /**
   * Raises the system in this process, with a culprit that does the evil, and a witness that answers where `scene` says. It tells the scene
   * when the culprit's job is answered or rejected, where anybody learns of it.
   */
  readonly raise: (scene: Scene, evil: string) => Promise<void>;
}

/** A system that is a program. */
export interface RunSystem extends AnySystem {
  /** The arguments with which Node runs it, to do the same. */
  readonly command: (scene: Scene, evil: string) => readonly string[];
}

/** The heap that a culprit may have, in megabytes, wherever it has one of its own. */
export const HEAP_MB = 64;

/** The longest that a job may take, in milliseconds, wherever that can be said. */
export const JOB_MS = 2_000;

/** For systems whose jobs share the loop. */
export const NO_CHANNEL: System["cannot"] = { "closed IPC": "its jobs share a loop, with no channel between them" };
