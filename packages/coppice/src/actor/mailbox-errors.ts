import { CoppiceError } from "../error.ts";
import type { MailboxSettings } from "./mailbox-options.ts";

/** Its actor takes nothing now. */
export function notRunning(path: string): CoppiceError {
  return new CoppiceError("NOT_RUNNING", `the actor ${path} does not run: it was stopped, or is in quarantine`, {
    details: { path },
  });
}

/** It has no room. */
export function full(path: string, { capacity, overflow }: MailboxSettings): CoppiceError {
  return new CoppiceError(
    "MAILBOX_FULL",
    `the mailbox of ${path} is full (${capacity}, overflow "${overflow}"): send less, await send(), or give it a larger capacity`,
    { details: { path, capacity, overflow } },
  );
}

/** The message waited longer than it may. */
export function expired(path: string): CoppiceError {
  return new CoppiceError(
    "MESSAGE_EXPIRED",
    `${path} did not come to the message within its time to live: give it a longer ttl, or a higher priority where the mailbox has them`,
    { details: { path } },
  );
}
