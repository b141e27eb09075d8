import type { Readable } from "node:stream";
import type { RotatingFile } from "./rotating-file.ts";

/** What is kept of a line whose end has not come; beyond it the line goes out in pieces. */
const LONGEST = 65_536;
const LINE_FEED = 10;

/**
 * Copies a stream into a file, in whole lines; a last line gets its end. What has been read is written before more is: whoever writes faster
 * than the disk has to wait. Resolves when the stream has ended, or was destroyed, and all of it is written.
 */
export async function copyLines(stream: Readable, file: RotatingFile): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  let isInLine = false;
  try {
    for await (const chunk of stream) {
      const text = held.length === 0 ? (chunk as Buffer) : Buffer.concat([held, chunk as Buffer]);
      const whole = text.lastIndexOf(LINE_FEED) + 1;
      const end = text.length - whole > LONGEST ? text.length : whole;
      held = text.subarray(end);
      if (end > 0) isInLine = end > whole;
      if (end > 0) await file.append(text.subarray(0, end));
    }
  } catch {
    // It was destroyed: what it still had to say is not waited for.
  }
  if (held.length > 0 || isInLine) await file.append(Buffer.concat([held, Buffer.from("\n")]));
}
