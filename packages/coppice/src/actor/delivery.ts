import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import { type Duration, millisecondsOrNever } from "../time/duration.ts";
import type { Address } from "./address.ts";
import { PRIORITIES, type Priority } from "./priority.ts";

/** What a message carries beside itself. A message with none of it costs nothing more. */
export interface DeliveryOptions {
  /** Carried always; it decides who is first where the mailbox says `priorities: true`. Default: "normal". */
  readonly priority?: Priority;
  /** When no handler has taken it by then, it is a dead letter, `expired`. Default: the mailbox's `ttl`. */
  readonly ttl?: Duration;
  /** What ties a message to another: the handler reads it in `ctx.envelope`. */
  readonly correlationId?: string | number;
  /** Who wants to hear of it: the handler tells this actor. Any address: `ctx.self`, `app.ref(spec)`. */
  readonly replyTo?: Address;
}

/** The same, as the mailbox reads it. */
export interface Delivery {
  readonly priority: Priority;
  /** When it expires, on the tree's clock; `Infinity`: never. */
  readonly due: number;
  readonly correlationId: string | number | undefined;
  readonly replyTo: Address | undefined;
}

/**
 * Reads what goes with a message; undefined where none of it is said.
 *
 * @param where names the call in errors.
 * @throws CoppiceError BAD_OPTION, BAD_DURATION.
 */
export function readDelivery(where: string, options: DeliveryOptions, now: () => number): Delivery | undefined {
  const { priority, ttl, correlationId, replyTo } = options;
  if (priority === undefined && ttl === undefined && correlationId === undefined && replyTo === undefined) return undefined;
  if (priority !== undefined && !PRIORITIES.includes(priority)) {
    throw new CoppiceError(
      "BAD_OPTION",
      `${where}: option "priority" is ${show(priority)}: expected "low", "normal", "high" or "critical".`,
      { details: { option: "priority" } },
    );
  }
  const due = ttl === undefined ? Infinity : now() + millisecondsOrNever(ttl, `${where}: ttl`);
  return { priority: priority ?? "normal", due, correlationId, replyTo };
}
