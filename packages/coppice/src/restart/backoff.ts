import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { type Duration, milliseconds } from "../time/duration.ts";

/** How long a child waits before its next start, and how the waits grow. */
export interface BackoffOptions {
  /** The wait before the first restart, exact. Default: 0, at once. */
  readonly first?: Duration;
  /** The wait before the second. Default: "100ms". */
  readonly initial?: Duration;
  /** By what each later wait is larger than the one before; at least 1. Default: 2. */
  readonly factor?: number;
  /** Where the waits stop growing. Default: "30s", or `initial` where that is longer. */
  readonly max?: Duration;
  /** How far a wait is spread around its length, from 0 to 1: 0.2 is up to a fifth shorter or longer, of `max` too. Default: 0.2. */
  readonly jitter?: number;
  /** After so long a spell of running the waits start anew. Default: "60s". */
  readonly resetAfter?: Duration;
}

/** A backoff whose options have been validated and whose times are milliseconds. */
export class Backoff {
  /** Milliseconds of running after which attempts count from 0 again. */
  readonly resetAfter: number;
  readonly #first: number;
  readonly #initial: number;
  readonly #factor: number;
  readonly #max: number;
  readonly #jitter: number;

  constructor(settings: Readonly<Record<keyof BackoffOptions, number>>) {
    this.resetAfter = settings.resetAfter;
    this.#first = settings.first;
    this.#initial = settings.initial;
    this.#factor = settings.factor;
    this.#max = settings.max;
    this.#jitter = settings.jitter;
    Object.freeze(this);
  }

  /** Milliseconds to wait before a restart: `attempt` counts from 0, `random` is from 0 up to, not including, 1. */
  delay(attempt: number, random: number): number {
    if (attempt === 0) return this.#first;
    if (this.#initial === 0) return 0;
    const growing = this.#initial * this.#factor ** (attempt - 1);
    return Math.min(this.#max, growing) * (1 + this.#jitter * (2 * random - 1));
  }
}

const OPTIONS: ReadonlySet<string> = new Set<keyof BackoffOptions>(["first", "initial", "factor", "max", "jitter", "resetAfter"]);

/**
 * Validates options and fills in the defaults.
 *
 * @param where names the options in errors, such as `shop/db: backoff`.
 * @throws CoppiceError BAD_OPTION, BAD_DURATION; BAD_COMBINATION when `max` is less than `initial`.
 */
export function backoff(options: BackoffOptions = {}, where = "backoff"): Backoff {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw badOption(where, options, `expected an object such as { initial: "100ms", max: "30s" }`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!OPTIONS.has(name))
      throw badOption(`${where}.${name}`, value, `there is no such option; there are ${[...OPTIONS].join(", ")}`);
  }
  const initial = milliseconds(options.initial ?? "100ms", `${where}.initial`);
  const max = options.max === undefined ? Math.max(initial, 30_000) : milliseconds(options.max, `${where}.max`);
  if (options.initial !== undefined && max < initial) {
    throw new CoppiceError(
      "BAD_COMBINATION",
      `${where}.max is ${show(options.max)}, less than ${where}.initial, ${show(options.initial)}: raise max, or lower initial.`,
      { details: { where, max, initial } },
    );
  }
  return new Backoff({
    first: milliseconds(options.first ?? 0, `${where}.first`),
    initial,
    factor: numberFrom(options.factor ?? 2, 1, Number.MAX_VALUE, `${where}.factor`),
    max,
    jitter: numberFrom(options.jitter ?? 0.2, 0, 1, `${where}.jitter`),
    resetAfter: milliseconds(options.resetAfter ?? "60s", `${where}.resetAfter`),
  });
}

function numberFrom(value: number, least: number, most: number, where: string): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  const range = most === Number.MAX_VALUE ? `a finite number, at least ${least}` : `a number from ${least} to ${most}`;
  throw badOption(where, value, `expected ${range}`);
}

function badOption(where: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${where} is ${show(given)}: ${expected}.`, {
    details: { where, given: jsonSafe(given) },
  });
}
