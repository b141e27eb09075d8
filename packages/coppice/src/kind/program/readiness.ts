import { statSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import type { Runtime, Timer } from "../../runtime/runtime.ts";
import type { ReadySign } from "./program-options.ts";

/** How long to wait before looking again, in milliseconds. */
const PAUSE = 50;

/** The signs that are looked for; of its notifications a program tells by itself. */
export type Watched = Exclude<ReadySign, "spawn" | { readonly notify: true }>;

/** Looks whether a program is ready, until it is or the watch is closed. */
export interface Watch {
  /** A line that it printed. */
  line(line: string): void;
  close(): void;
}

/** Begins to watch; `done` is called once, not before this has returned, and not after `close`. */
export type BeginWatch = (done: () => void) => Watch;

/** Notes how things are before a program is there, which may change them at once. Answers how to watch it. */
export function watchFor(ready: Watched, folder: string, runtime: Runtime): BeginWatch {
  if ("line" in ready) return (done) => watchLines(ready.line, done);
  if ("port" in ready) {
    const { port, host = "localhost" } = ready;
    return (done) => repeat(runtime, (answer) => tryPort(port, host, answer), done);
  }
  const file = resolve(folder, ready.file);
  const before = versionOf(file);
  const look: Question = (answer) => {
    const now = versionOf(file);
    answer(now !== undefined && now !== before);
    return () => undefined;
  };
  return (done) => repeat(runtime, look, done);
}

function watchLines(expected: string | RegExp, done: () => void): Watch {
  let open = true;
  return {
    line: (line) => {
      // `search` leaves the state of an expression alone that has the flag g or y.
      const found = typeof expected === "string" ? line.includes(expected) : line.search(expected) >= 0;
      if (!open || !found) return;
      open = false;
      done();
    },
    close: () => {
      open = false;
    },
  };
}

/** Asks a question; answers how to drop it. */
type Question = (answer: (yes: boolean) => void) => () => void;

function repeat(runtime: Runtime, ask: Question, done: () => void): Watch {
  let timer: Timer | undefined;
  let drop: (() => void) | undefined;
  let open = true;
  const close = (): void => {
    open = false;
    timer?.cancel();
    drop?.();
  };
  const look = (): void => {
    drop = ask((yes) => {
      if (!open) return;
      if (!yes) return wait();
      close();
      done();
    });
  };
  const wait = (): void => {
    timer = runtime.after(PAUSE, look);
  };
  wait();
  return { line: () => undefined, close };
}

function tryPort(port: number, host: string, answer: (yes: boolean) => void): () => void {
  const socket = connect({ port, host });
  const settle = (yes: boolean): void => {
    socket.destroy();
    answer(yes);
  };
  socket.once("connect", () => settle(true));
  socket.on("error", () => settle(false));
  return () => void socket.destroy();
}

/** What tells one version of a file from another; undefined while there is none. */
function versionOf(file: string): string | undefined {
  try {
    const { ino, mtimeNs, ctimeNs, size } = statSync(file, { bigint: true });
    return [ino, mtimeNs, ctimeNs, size].join(" ");
  } catch {
    return undefined;
  }
}
