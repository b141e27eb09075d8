import { CoppiceError } from "../error.ts";
import { describeExit } from "../exit-text.ts";
import type { Exit } from "../exit.ts";
import { show } from "../show.ts";
import type { Behaviour } from "./behaviour.ts";
import type { AnyMessage } from "./protocol.ts";

/** The behaviour has no handler for the message. */
export function unhandled(path: string, { receive }: Behaviour, { type }: AnyMessage): CoppiceError {
  const known = Object.keys(receive).join(", ");
  return new CoppiceError("UNHANDLED_MESSAGE", `${path} has no handler for "${type}": it handles ${known || "nothing"}`, {
    details: { path, type },
  });
}

/** The handler failed at the message. */
export function actorFailed(path: string, exit: Exit, cause?: unknown): CoppiceError {
  return new CoppiceError("ACTOR_FAILED", `${path} failed at the message: it ${describeExit(exit)}`, {
    details: { path, exit: { ...exit } as never },
    cause,
  });
}

/** What is about the message at hand was used without one. */
export function noMessage(path: string, member: string): CoppiceError {
  return new CoppiceError(
    "NO_MESSAGE",
    `${path}: ctx.${member}() was called with no message at hand: expected a call in a handler, before it is done, and not after ctx.stash()`,
    { details: { path, member } },
  );
}

/** The ask at hand has its answer, or `ctx.later()` will give it. */
export function alreadyReplied(path: string, value: unknown): CoppiceError {
  return new CoppiceError(
    "ALREADY_REPLIED",
    `${path}: ctx.reply(…) was given ${show(value)} for an ask that is answered already, or left to ctx.later(): expected one reply for each ask. Return after it.`,
    { details: { path } },
  );
}

/** Its end has begun. */
export function endsNow(path: string, id: string): CoppiceError {
  return new CoppiceError("NOT_RUNNING", `${path} is at its end, so "${id}" was not started: spawn children before`, {
    details: { path, id },
  });
}
