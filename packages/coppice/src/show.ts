// An import of it would look at all that it has, and so load what of it is loaded on demand: a thread has to wait for that.
const { inspect } = process.getBuiltinModule("node:util");

/** A text of at most `limit` characters; says how much it left out. */
export function capped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `… (${text.length} characters)`;
  // By way of bytes: the copy does not hold the long original, and half a surrogate pair at the cut becomes U+FFFD.
  return Buffer.from(text.slice(0, Math.max(0, limit - note.length))).toString() + note;
}

/** A text without line breaks, and with one space where there were several. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Any value as one line of text for a message, at most `limit` characters. Never throws, runs no getter and no proxy trap. */
export function show(value: unknown, limit = 200): string {
  try {
    const text = inspect(value, {
      depth: 2,
      compact: true,
      breakLength: Infinity,
      maxArrayLength: 20,
      maxStringLength: limit,
      customInspect: false,
    });
    return capped(text.replaceAll(/\s*\n\s*/g, " "), limit);
  } catch {
    return `[unreadable ${typeof value}]`;
  }
}
