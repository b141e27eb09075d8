import type { Handlers } from "./protocol.ts";
import { Ref, type SystemCallOptions } from "./ref.ts";

/**
 * The state of a running actor, as a copy, taken between two messages; also of a suspended one. It is what the behaviour's `inspect()`
 * answers; without one, the members of the behaviour that are none of its hooks, which for a class are its public fields.
 *
 * @param options `timeout`: "5s" by default; `signal`.
 * @throws CoppiceError (rejects) ASK_TIMEOUT, NOT_RUNNING, NOT_FOUND, UNSUPPORTED in another thread or process, ASK_CYCLE when the actor waits
 *   for the one that asks; BAD_OPTION for what is no address of one actor; or with what `inspect()` threw, which does the actor no harm.
 */
export function inspect<Protocol extends Handlers>(ref: Ref<Protocol>, options: SystemCallOptions = {}): Promise<unknown> {
  return Ref.call(ref, "inspect", options);
}

/**
 * Lets an actor handle no more messages until `resume(ref)`, or until its next incarnation; resolves when the message at hand is done. What
 * comes meanwhile waits in its mailbox. It still answers `inspect`, and can be stopped.
 *
 * @throws CoppiceError (rejects) as `inspect`.
 */
export async function suspend<Protocol extends Handlers>(ref: Ref<Protocol>, options: SystemCallOptions = {}): Promise<void> {
  await Ref.call(ref, "suspend", options);
}

/** Lets a suspended actor go on; of one that is not suspended it is nothing. @throws CoppiceError (rejects) as `inspect`. */
export async function resume<Protocol extends Handlers>(ref: Ref<Protocol>, options: SystemCallOptions = {}): Promise<void> {
  await Ref.call(ref, "resume", options);
}
