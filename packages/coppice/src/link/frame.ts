/** The most bytes that the text of a message may have. */
export const LONGEST_FRAME: number = 16 * 1024 * 1024;

/** How deep the lists and objects of a message may lie in each other. */
export const DEEPEST_MESSAGE = 64;

/** The bytes before a text, which say how many it has: a whole number, the highest byte first. */
export const HEADER_BYTES = 4;

/** What came is no frame, or holds no message. */
export class BrokenFrame extends Error {}

/** A value as its frame: how long its JSON is, and that as UTF-8. */
export function toFrame(value: unknown): Buffer {
  const text = JSON.stringify(value);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length - HEADER_BYTES);
  frame.write(text, HEADER_BYTES);
  return frame;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The value in the text of a frame.
 *
 * @throws BrokenFrame for what is no UTF-8, no JSON, or nested too deep for those who look through it.
 */
export function fromText(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new BrokenFrame("it sent a frame that is no UTF-8");
  }
  if (isTooDeep(text)) throw new BrokenFrame(`it sent a frame with more than ${DEEPEST_MESSAGE} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BrokenFrame("it sent a frame that is no JSON");
  }
}

/** Counts the brackets outside of texts; whether they are in order is for the parser to say. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInText) {
      if (character === "\\") at += 1;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > DEEPEST_MESSAGE) return true;
  }
  return false;
}
