import { finished, type Writable } from "node:stream";
import type { Runtime } from "../runtime/runtime.ts";

/** How long it may take, in milliseconds: less than a supervisor waits for the end of a process that has had its last word. */
export const WRITE_OUT_MS = 4_000;

/** Calls once: when all that was written to these streams is out, or cannot get out, or the time for that is over. At once, where nothing waits. */
export function writeOut(streams: readonly Writable[], runtime: Runtime, done: () => void): void {
  const waiting = new Set(streams.filter((stream) => !stream.destroyed && stream.writableLength > 0));
  if (waiting.size === 0) return done();
  const end = (): void => {
    timer.cancel();
    waiting.clear();
    done();
  };
  const timer = runtime.after(WRITE_OUT_MS, end);
  for (const stream of waiting) {
    const out = (): void => {
      if (waiting.delete(stream) && waiting.size === 0) end();
    };
    finished(stream, { readable: false }, out);
    if (!stream.writableEnded) stream.write("", out);
  }
}
