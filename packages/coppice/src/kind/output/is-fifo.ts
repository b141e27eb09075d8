import { statSync } from "node:fs";

/** Whether a file is a named pipe: to open one waits for its other side, and with it all of this process would. */
export function isFifo(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFIFO() === true;
}
