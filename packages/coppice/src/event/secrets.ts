/** What stands in an event in place of a secret. */
export const MASK = "***";

/** Values shorter than this are masked under their keys only: hunting them in texts would garble the texts. */
const SHORTEST_HUNTED = 6;

/** How many values are remembered to be masked in texts; the oldest is forgotten for one too many. */
const MAX_HUNTED = 256;

/**
 * A key and its value as texts have them: `key=value`, `key: value`, `"key":"value"`, escaped or not, `key: Bearer value`.
 * Bounded and anchored at the start of a word, so that no text takes more than linear time.
 */
const PAIR =
  /(?<![\w$.-])([\w$.-]{1,64})(\\?["']?\s{0,8}[:=]\s{0,8})(\\?"(?:[^"\\]|\\[^"])*(?:\\?"|$)|'[^']*(?:'|$)|\[[^\]]*(?:\]|$)|\{[^}]*(?:\}|$)|(?:(?:Bearer|Basic|Digest|Token)\s+)?[^\s,;&"'<>(){}[\]]+)/gi;

/** Keeps what is marked as secret out of events: values under secret keys, and those values in texts. */
export class Secrets {
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #values = new Set<string>();

  /** Names match whole keys in upper and lower case alike; patterns match where they match. */
  constructor(keys: readonly (string | RegExp)[]) {
    this.#names = new Set(keys.filter((key) => typeof key === "string").map((key) => key.toLowerCase()));
    // Without "g" and "y" a pattern keeps no position from one test to the next.
    this.#patterns = keys
      .filter((key) => key instanceof RegExp)
      .map((key) => new RegExp(key.source, key.flags.replaceAll(/[gy]/g, "")));
  }

  /** Whether what stands under this key is secret. */
  covers(key: string): boolean {
    return this.#names.has(key.toLowerCase()) || this.#patterns.some((pattern) => pattern.test(key));
  }

  /** Remembers a value that stood under a secret key, so that texts which repeat it are masked too. */
  hunt(value: unknown): void {
    if (typeof value !== "string" || value.length < SHORTEST_HUNTED) return;
    this.#values.delete(value);
    this.#values.add(value);
    if (this.#values.size <= MAX_HUNTED) return;
    for (const oldest of this.#values) {
      this.#values.delete(oldest);
      return;
    }
  }

  /** The text with what is secret masked. */
  mask(text: string): string {
    let masked = text;
    for (const value of this.#values) if (masked.includes(value)) masked = masked.replaceAll(value, MASK);
    if (!masked.includes("=") && !masked.includes(":")) return masked;
    return masked.replaceAll(PAIR, (pair: string, key: string, sign: string) =>
      this.covers(key) ? `${key}${sign}${MASK}` : pair,
    );
  }
}
