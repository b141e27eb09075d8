import type { Place } from "../child/contract.ts";
import type { ActorSystem } from "./actor-system.ts";
import { Mailbox } from "./mailbox.ts";
import { type MailboxOptions, readMailbox } from "./mailbox-options.ts";
import type { Accepts } from "./validated.ts";

/** What of an actor's spec is for its mailbox. */
interface Mailed {
  readonly mailbox: MailboxOptions | undefined;
  readonly accepts: Accepts | undefined;
}

/** The mailbox at a place: made when the first message or the first incarnation comes. Undefined where no actor lives. */
export function mailboxOf(place: Place, system: ActorSystem): Mailbox | undefined {
  const { kept, spec, state } = place;
  if (kept instanceof Mailbox) return kept;
  if (kept !== undefined || spec.kind.name !== "actor") return undefined;
  const { mailbox, accepts } = spec.body as Mailed;
  const settings = readMailbox(mailbox, system.limits.mailbox);
  const made = new Mailbox(place.path, settings, system, state === "stopped" || state === "quarantined", accepts);
  place.kept = made;
  return made;
}
