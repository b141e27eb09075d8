import { statSync } from "node:fs";

/** Why such a file is refused, for messages. */
export const FIFO_REFUSED = "is a named pipe: opening it waits for its other side, and this process with it";

/**
 * Whether a file is a named pipe: to open one waits for its other side, and with it all of this process would. Of one that cannot be looked
 * at the opening tells why.
 */
export function isFifo(file: string): boolean {
  try {
    return statSync(file).isFIFO();
  } catch {
    return false;
  }
}
