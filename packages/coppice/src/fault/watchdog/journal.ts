import { closeSync, constants, openSync, writeSync } from "node:fs";

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

/**
 * Adds a line of JSON to the end of a file, with the time and the number of this process. The file is made when it is not there, for nobody
 * else to read, and may be no symbolic link: in a folder that all may write to, that could lead anywhere. A pipe that nobody reads is refused,
 * as to wait for a reader would hold up the thread, or the very loop.
 */
export function addLine(file: string, entry: Readonly<Record<string, unknown>>): void {
  const opened = openSync(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_WRONLY, 0o600);
  try {
    writeSync(opened, `${JSON.stringify({ wall: Date.now(), pid: process.pid, ...entry })}\n`);
  } finally {
    closeSync(opened);
  }
}
