import type { Readable } from "node:stream";
import type { Runtime } from "../../runtime/runtime.ts";
import { readLines } from "../output/lines.ts";

/** Who is told what a program says of itself. */
export interface Notified {
  ready(): void;
  status(status: string): void;
  beat(): void;
}

/**
 * Reads what a program says of itself, by line, in the words of systemd's `sd_notify`: `READY=1`, `STATUS=…`, `WATCHDOG=1`. Other lines mean
 * nothing here.
 */
export function readNotifications(stream: Readable, runtime: Runtime, told: Notified): void {
  readLines(stream, runtime, (line) => {
    if (line === "READY=1") told.ready();
    else if (line === "WATCHDOG=1") told.beat();
    else if (line.startsWith("STATUS=")) told.status(line.slice("STATUS=".length));
  });
}
