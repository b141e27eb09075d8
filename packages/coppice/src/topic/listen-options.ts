import { type MailboxOptions, OVERFLOWS } from "../actor/mailbox-options.ts";
import { type AnyMessage, isMessage } from "../actor/protocol.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import type { SubscriptionOptions } from "./subscriber.ts";

/** How a child listens that is no actor: what waits for it is bounded as a mailbox is. */
export interface ListenOptions<Message = AnyMessage>
  extends SubscriptionOptions<Message>, Pick<MailboxOptions, "capacity" | "overflow"> {}

const OF_SUBSCRIPTIONS = ["filter"];

const OF_LISTENERS = [...OF_SUBSCRIPTIONS, "capacity", "overflow"];

/** @throws CoppiceError BAD_OPTION for an option that a subscription does not have. */
export function expectSubscription(where: string, options: SubscriptionOptions<never>): void {
  expectKnown(where, options, OF_SUBSCRIPTIONS);
}

/** How much waits for a child that listens. @throws CoppiceError BAD_OPTION. */
export function mailboxIn(where: string, options: ListenOptions<never>): MailboxOptions {
  expectKnown(where, options, OF_LISTENERS);
  const { capacity, overflow } = options;
  if (capacity !== undefined && capacity !== Infinity && !(Number.isSafeInteger(capacity) && capacity > 0)) {
    throw badOption(where, "capacity", capacity, "a whole number from 1 up, or Infinity");
  }
  if (overflow !== undefined && !OVERFLOWS.includes(overflow)) throw badOption(where, "overflow", overflow, OVERFLOWS.join(", "));
  return { ...(capacity !== undefined && { capacity }), ...(overflow !== undefined && { overflow }) };
}

/** The filter of a subscription. @throws CoppiceError BAD_OPTION. */
export function filterIn({ filter }: SubscriptionOptions<never>, where: string): SubscriptionOptions["filter"] {
  if (filter === undefined || typeof filter === "function") return filter as SubscriptionOptions["filter"];
  throw badOption(where, "filter", filter, "a function of the message and its topic that answers true or false");
}

/** @throws CoppiceError BAD_OPTION for what is no function. */
export function expectCall(where: string, call: unknown): void {
  if (typeof call !== "function") throw badOption(where, "the call", call, "a function of the message and its topic");
}

/** @throws CoppiceError BAD_OPTION for what is no message. */
export function expectMessage(where: string, message: unknown): void {
  if (!isMessage(message)) throw badOption(where, "the message", message, `an object such as { type: "created" }`);
}

function expectKnown(where: string, options: object, known: readonly string[]): void {
  for (const [option, given] of Object.entries(options)) {
    if (given === undefined || known.includes(option)) continue;
    const only = known.join(", ");
    throw new CoppiceError("BAD_OPTION", `${where}: ${option} is ${show(given)}: there is no such option, only ${only}.`, {
      details: { where, option, given: jsonSafe(given) },
    });
  }
}

function badOption(where: string, option: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_OPTION", `${where}: ${option} is ${show(given)}: expected ${expected}.`, {
    details: { where, option, given: jsonSafe(given) },
  });
}
