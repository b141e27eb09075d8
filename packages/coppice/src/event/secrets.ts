/** What stands in an event in place of a secret. */
export const MASK = "***";

/** Values shorter than this are masked under their keys only: looked for everywhere, they would garble innocent texts. */
const MIN_REMEMBERED = 6;

/** How many values are remembered; for one too many the one that was not seen for longest is forgotten. */
const MAX_REMEMBERED = 256;

/** Of a longer text the rest is left out unread. */
const MAX_MASKED = 65_536;

/**
 * A key and what joins it to its value: `key=`, `key: `, `"key":`, `'key' => `. A key begins where a word does and has
 * a greatest length, so that no text takes long.
 */
const KEY = /(?<![\w$])([\w$][\w$.-]{0,63})\\?["']?\s{0,4}(?:={1,3}>?|:)\s{0,4}/g;

/** A value in a text, from where a key ended: `"a b"`, `'a b'`, `[a, b]`, `{ a: b }`, `Bearer a`, `a`. What is cut off before its end is one too. */
const VALUE =
  /\\?"(?:[^"\\]|\\[^"])*(?:\\?"|$)|'(?:[^'\\]|\\[^])*(?:'|$)|\[[^\]]*\]?|\{[^}]*\}?|(?:(?:Bearer|Basic|Digest|Token)\s)?[^\s,;&"'<>(){}[\]]+/iy;

/** Keeps what is marked as secret out of events: the values under secret keys, and those values in texts. */
export class Secrets {
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #remembered = new Set<string>();
  /** What is remembered, the longest first: a value may begin with another. */
  #longestFirst: readonly string[] = [];

  /** Names are whole keys, in upper and lower case alike; a pattern covers the keys that it matches. */
  constructor(keys: readonly (string | RegExp)[]) {
    this.#names = new Set(keys.filter((key) => typeof key === "string").map((key) => key.toLowerCase()));
    // Without "g" and "y", a pattern has no position that one test leaves to the next.
    this.#patterns = keys
      .filter((key) => key instanceof RegExp)
      .map((key) => new RegExp(key.source, key.flags.replaceAll(/[gy]/g, "")));
  }

  /** Whether what stands under this key is secret. */
  covers(key: string): boolean {
    return this.#names.has(key.toLowerCase()) || this.#patterns.some((pattern) => pattern.test(key));
  }

  /** Takes note of a value that stood under a secret key: texts that repeat it, now or in a later event, are masked too. */
  remember(value: string): void {
    if (value.length < MIN_REMEMBERED || value.length > MAX_MASKED) return;
    const isNew = !this.#remembered.delete(value);
    this.#remembered.add(value);
    if (!isNew) return;
    const [oldest] = this.#remembered;
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    this.#longestFirst = [...this.#remembered].toSorted((one, other) => other.length - one.length);
  }

  /** The text with what is secret masked. */
  mask(text: string): string {
    let masked = text.length > MAX_MASKED ? text.slice(0, MAX_MASKED) : text;
    for (const value of this.#longestFirst) masked = masked.replaceAll(value, MASK);
    return this.#maskPairs(masked);
  }

  #maskPairs(text: string): string {
    let masked = "";
    let done = 0;
    for (let found = KEY.exec(text); found !== null; found = KEY.exec(text)) {
      if (!this.#coversInText(found[1] ?? "")) continue;
      VALUE.lastIndex = KEY.lastIndex;
      if (!VALUE.test(text)) continue;
      masked += text.slice(done, KEY.lastIndex) + MASK;
      done = VALUE.lastIndex;
      KEY.lastIndex = done;
    }
    return done === 0 ? text : masked + text.slice(done);
  }

  /** In a text a key may have its owner before it: `db.password`. */
  #coversInText(key: string): boolean {
    return this.covers(key) || (key.includes(".") && this.covers(key.slice(key.lastIndexOf(".") + 1)));
  }
}
